import AjarCore
import AjarResource
import AjarStore

/// Where to send a file, and where it will be found (reference 4.4).
enum FileEndpoints {
    static let all: [Endpoint] = [
        Endpoint(.post, "files/upload", "A place to upload a file to, good for a minute") { request, engine in
            let (filename, contentType) = try read(request.body ?? JSONObject())
            return .json(
                try await engine.write(request.caller) { context in
                    let id = context.transaction.newID(.classic("file"))
                    try context.transaction.execute(
                        """
                        INSERT INTO file (organization, id, user_id, filename, content_type, date_created, is_kept)
                        VALUES (\(context.organization), \(id), \(context.caller.userID?.text), \(filename), \(contentType),
                            \(context.now), 0)
                        """)
                    let installation = context.installation
                    let fields = installation.files.uploadFields(
                        file: id, organization: context.organization, now: context.now)
                    return [
                        "upload": [
                            "url": .string("\(installation.baseURL)/files/upload/\(id)"),
                            "fields": .object(JSONObject(fields.map { ($0.0, .string($0.1)) })),
                        ],
                        "download": ["url": .string(Attachments.url(id.text, filename, context))],
                    ]
                })
        }
    ]

    private static func read(_ body: JSONObject) throws -> (filename: String, contentType: String) {
        var errors = FieldErrors()
        var texts: [String: String] = [:]
        for (name, kind) in [
            ("filename", FieldKind.text(max: 500)), ("content_type", FieldKind.text(max: 200)),
        ] {
            do throws(FieldErrors.Problem) {
                guard let value = body[name], !value.isNull, value != "" else { throw .required }
                texts[name] = try kind.parse(value).string
            } catch {
                errors.add(name, error)
            }
        }
        let type = texts["content_type"] ?? ""
        if errors.isEmpty, !isMediaType(type) { errors.add("content_type", "Not a media type.") }
        guard errors.isEmpty else { throw AjarError.invalid(errors) }
        return (texts["filename"] ?? "", type)
    }

    /// `type/subtype`, perhaps with parameters; it ends up in a header.
    private static func isMediaType(_ text: String) -> Bool {
        text.split(separator: "/", omittingEmptySubsequences: false).count == 2
            && text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    }
}
