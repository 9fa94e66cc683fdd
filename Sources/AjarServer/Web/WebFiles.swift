import CWebFiles

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The texts that a browser gets, by their path: `views/inbox.mustache`, `styles/base.css`.
struct WebFiles: Sendable {
    let texts: [String: String]

    /// The names without folder and ending, of one kind, in the order of the alphabet.
    func names(_ folder: String, _ ending: String) -> [String] {
        texts.keys.filter { $0.hasPrefix("\(folder)/") && $0.hasSuffix(".\(ending)") }
            .map { String($0.dropFirst(folder.count + 1).dropLast(ending.count + 1)) }.sorted()
    }

    /// Those inside the program.
    static let embedded: WebFiles = {
        var texts: [String: String] = [:]
        var index: Int32 = 0
        while let name = web_file_at(index).name, let text = web_file_at(index).text {
            texts[String(cString: name)] = String(cString: text)
            index += 1
        }
        return WebFiles(texts: texts)
    }()

    /// `AJAR_WEB_FILES`: a folder whose files are read anew for each page, for whoever works on them.
    static let workshop: String? = ProcessInfo.processInfo.environment["AJAR_WEB_FILES"]

    init(texts: [String: String]) { self.texts = texts }

    init(folder: String) throws {
        var texts: [String: String] = [:]
        for kind in ["views", "styles", "scripts", "drawings"] {
            for name in try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(kind)") {
                guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(kind)/\(name)") else {
                    continue
                }
                texts["\(kind)/\(name)"] = String(decoding: bytes, as: UTF8.self)
            }
        }
        self.texts = texts
    }
}
