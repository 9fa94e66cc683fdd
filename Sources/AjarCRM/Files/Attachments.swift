import AjarCore
import AjarResource
import AjarStore

/// Files that an email, a note or a template carries.
enum Attachments {
    private static let marker = "/go/file/"

    static func url(_ id: String, _ filename: String, _ context: ReadContext) -> String {
        let name = filename.split(separator: "/").last.map(String.init) ?? "file"
        let safe = name.utf8.map { byte -> String in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [0x2D, 0x2E, 0x5F].contains(byte)
            if isPlain { return String(Unicode.Scalar(byte)) }
            let hex = String(byte, radix: 16, uppercase: true)
            return hex.count == 1 ? "%0\(hex)" : "%\(hex)"
        }.joined()
        return "\(context.installation.baseURL)\(marker)\(id)/\(safe)"
    }

    /// The file that a URL of ours names.
    static func id(of url: String, _ context: ReadContext) -> String? {
        let base = context.installation.baseURL + marker
        guard url.hasPrefix(base) else { return nil }
        return url.dropFirst(base.count).split(separator: "/").first.map(String.init)
    }

    /// What is stored of attachments as a client named them. One that was never uploaded, belongs to somebody
    /// else or waited too long is refused with its place in the list.
    static func keep(
        _ given: [JSON], _ field: String, _ change: inout Change, _ context: WriteContext
    ) throws -> [JSON] {
        var kept: [JSON] = []
        var problems: [Int: FieldErrors.Problem] = [:]
        for (index, attachment) in given.enumerated() {
            guard let url = attachment["url"].string, let id = id(of: url, context),
                let file = try file(id, context)
            else {
                problems[index] = .members(
                    FieldErrors("url", "This is not a file that was uploaded here, or its time is over."))
                continue
            }
            try context.transaction.execute(
                "UPDATE file SET is_kept = 1 WHERE organization = \(context.organization) AND id = \(id) AND is_kept = 0"
            )
            kept.append([
                "url": .string(url), "filename": attachment["filename"],
                "content_type": attachment["content_type"],
                "size": .int(file.int("size")), "content_id": attachment["content_id"],
                "inline_only": .bool(attachment["inline_only"].bool ?? false),
            ])
        }
        if !problems.isEmpty { change.refuse(field, .elements(problems)) }
        return kept
    }

    private static func file(_ id: String, _ context: WriteContext) throws -> Row? {
        let oldest = context.now - FileStore.attachWindow
        return try context.reader.first(
            """
            SELECT size FROM file WHERE organization = \(context.organization) AND id = \(id)
                AND date_uploaded IS NOT NULL AND (is_kept = 1 OR date_uploaded >= \(oldest))
            """)
    }
}
