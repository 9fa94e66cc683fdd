import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import Crypto
import HTTPTypes
import HummingbirdCore

/// `/web/…`: styles, scripts and drawings. Their address changes with their content, so browsers may keep them for good.
struct Assets: Sendable {
    private struct Asset: Sendable {
        let bytes: [UInt8]
        let type: String
        let tag: String

        init(_ text: String, _ type: String) {
            bytes = Array(text.utf8)
            self.type = type
            tag = SHA256.hash(data: bytes).prefix(8).map { String($0, radix: 16) }.joined()
        }
    }

    private let all: [String: Asset]

    init(_ files: WebFiles) {
        let styles = files.names("styles", "css").compactMap { files.texts["styles/\($0).css"] }
        var all: [String: Asset] = ["app.css": Asset(styles.joined(), "text/css; charset=utf-8")]
        for name in files.names("scripts", "js") {
            all["\(name).js"] = Asset(
                files.texts["scripts/\(name).js"] ?? "", "text/javascript; charset=utf-8")
        }
        for name in files.names("drawings", "svg") {
            all["\(name).svg"] = Asset(files.texts["drawings/\(name).svg"] ?? "", "image/svg+xml")
        }
        self.all = all
    }

    func path(_ name: String) -> String { "/web/\(name)?v=\(all[name]?.tag ?? "0")" }

    func answer(_ visit: Visit) throws -> Answer {
        guard visit.isRead else { throw Visit.noMethod }
        guard visit.target.segments.count == 2, let asset = all[visit.target.segments[1]] else {
            throw AjarError.notFound("Not found.")
        }
        let tag = "\"\(asset.tag)\""
        let isKnown = visit.request.headers[.ifNoneMatch] == tag
        var answer = Answer(
            status: isKnown ? 304 : 200, body: isKnown ? [] : asset.bytes, contentType: asset.type)
        answer.set(.eTag, tag)
        let isCurrent = visit.target.parameters["v"] == asset.tag
        answer.set(.at.cacheControl, isCurrent ? "public, max-age=31536000, immutable" : "no-cache")
        answer.set(.at.noSniff, "nosniff")
        return answer
    }
}
