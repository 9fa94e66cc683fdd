import AjarCore
import AjarResource
import HTTPTypes
import HummingbirdCore
import NIOCore

/// The bytes that come with a request, taken within bounds.
enum Body {
    /// `chunked` or with a length, at most `limit` bytes are ever held.
    static func read(_ request: Request, limit: Int) async throws -> [UInt8] {
        let tooLarge = AjarError.tooLarge("The request is larger than \(limit / 1_048_576) MB.")
        if let length = request.headers[.at.contentLength] {
            guard let length = Int(length), length <= limit else { throw tooLarge }
            if length == 0 { return [] }
        }
        var bytes: [UInt8] = []
        for try await part in request.body {
            guard bytes.count + part.readableBytes <= limit else { throw tooLarge }
            bytes.append(contentsOf: part.readableBytesView)
        }
        return bytes
    }

    /// The members of a JSON body (reference 2.9); nil when there is none.
    static func json(_ bytes: [UInt8], contentType: String?) throws(AjarError) -> JSONObject? {
        guard !bytes.isEmpty else { return nil }
        guard let contentType, mediaType(contentType) == "application/json" else {
            throw .badRequest("Please send valid JSON with a 'Content-Type: application/json' header.")
        }
        let value: JSON
        do throws(JSONParser.Failure) {
            value = try JSONParser.parse(bytes)
        } catch {
            throw .badRequest("The request contains invalid JSON.")
        }
        guard let object = value.object else { throw .badRequest("JSON data must be a dict.") }
        return object
    }

    /// `application/json; charset=utf-8` without its parameters, in lower case.
    static func mediaType(_ text: String) -> String {
        if text == "application/json" { return text }
        let type = text.prefix { $0 != ";" }
        return type.drop { $0 == " " || $0 == "\t" }.lowercased().trimmingSuffix { $0 == " " || $0 == "\t" }
    }
}

extension String {
    fileprivate func trimmingSuffix(_ isDropped: (Character) -> Bool) -> String {
        var text = self
        while let last = text.last, isDropped(last) { text.removeLast() }
        return text
    }
}
