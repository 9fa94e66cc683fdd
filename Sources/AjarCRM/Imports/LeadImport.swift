import AjarCore
import AjarResource
import AjarStore

enum ImportStatus: String, StringEnum { case waiting, running, done, failed }
/// What happens with a row whose address is on a contact already.
enum ImportDuplicates: String, StringEnum { case merge, skip, create }

/// A file of leads on its way in: `/import/lead/`. The file is uploaded first, like an attachment.
enum LeadImport {
    static let fileID: Field<String> = Field(
        "file_id", .text(max: 100), writable: .onCreate, required: true, standard: "")
    static let filename: Field<String> = Field("filename", .text(), writable: .never, standard: "")
    static let mapping: Field<[String]> = Field(
        "mapping", .list(.text(max: 100), max: CSVReader.maxFields), writable: .onCreate, required: true,
        standard: [])
    static let duplicates: Field<ImportDuplicates> = Field(
        "duplicates", .choice(of: ImportDuplicates.self), writable: .onCreate, standard: "merge")
    static let status: Field<ImportStatus> = Field(
        "status", .choice(of: ImportStatus.self), writable: .never, standard: "waiting", filter: .exact)
    /// Bytes that are done with: each row is written together with the place after it, so that none is taken
    /// twice.
    static let position: Field<Int> = Field("position", .int(), writable: .never, standard: 0)
    static let total: Field<Int> = Field("total_bytes", .int(), writable: .never, standard: 0)
    static let rows: Field<Int> = Field("rows_read", .int(), writable: .never, standard: 0)
    static let created: Field<Int> = Field("leads_created", .int(), writable: .never, standard: 0)
    static let updated: Field<Int> = Field("leads_updated", .int(), writable: .never, standard: 0)
    static let skipped: Field<Int> = Field("rows_skipped", .int(), writable: .never, standard: 0)
    static let failed: Field<Int> = Field("rows_failed", .int(), writable: .never, standard: 0)
    static let error: Field<String?> = Field("error", .text(), writable: .never)

    static let resource: Resource = Resource(
        "import/lead", model: "LeadImport", id: .short("import"), table: "lead_import",
        extends: Audit.classic,
        fields: [
            fileID, filename, mapping, duplicates, status, position, total, rows, created, updated, skipped,
            failed, error,
        ],
        operations: [.list, .get, .create],
        manners: Manners(created: 201, deleted: 200, dates: .classic),
        permissions: Permissions(
            read: .owner("created_by", or: "manage_organization"), write: .permission("bulk_import")),
        list: ListRules(maxLimit: 100, order: "\"date_created\" DESC, \"id\" DESC"),
        rules: [findFile], effects: [begin])

    @Sendable private static func findFile(_ change: inout Change, _ context: WriteContext) throws {
        guard change.isCreation, change.errors.isEmpty else { return }
        guard let file = try Self.file(change.new[fileID], context) else {
            return change.refuse(fileID.name, "There is no such file, or it wasn’t uploaded yet.")
        }
        change.new[filename] = file.name
        change.new[total] = file.size
        if let problem = try ImportMapping(change.new[mapping], context).problem() {
            change.refuse(mapping.name, problem)
        }
    }

    /// In the transaction of the row: an import without a job can't exist.
    @Sendable private static func begin(_ change: Change, _ context: WriteContext) throws {
        guard change.isCreation else { return }
        try context.transaction.execute(
            "UPDATE file SET is_kept = 1 WHERE organization = \(context.organization) AND id = \(change.new[fileID])"
        )
        try context.transaction.enqueue(
            ImportLeads(importID: change.id.text), organization: context.organization, unique: change.id.text)
    }

    /// A file of the caller's own: somebody else's upload isn't theirs to read.
    static func file(_ id: String, _ context: ReadContext) throws -> (name: String, size: Int)? {
        try context.reader.first(
            """
            SELECT filename, size FROM file WHERE organization = \(context.organization) AND id = \(id)
                AND user_id = \(context.caller.userID?.text) AND date_uploaded IS NOT NULL
            """
        ).map { ($0.text("filename"), $0.int("size")) }
    }

    // MARK: - Endpoints

    static let endpoints: [Endpoint] = [
        Endpoint(
            .get, "import/lead/preview", "The first rows of an uploaded file, and a guess of its mapping"
        ) { request, engine in
            let id = request.parameters["file_id"] ?? ""
            return .json(
                try await engine.read(request.caller) { context in
                    guard context.caller.may("bulk_import") else {
                        throw AjarError.forbidden(WriteContext.noPermission)
                    }
                    guard let file = try file(id, context) else { throw AjarError.noSuch("File") }
                    let bytes = try context.installation.files.bytes(
                        organization: context.organization, id: id, from: 0, count: CSVReader.maxRow)
                    return try preview(bytes, file, context)
                })
        },
        Endpoint(
            .get, "import/lead/{id}/errors",
            "The rows that couldn't be taken, by their number, the heading being the first, and why"
        ) { request, engine in
            let skip = max(0, Int(request.parameters["_skip"] ?? "") ?? 0)
            return .json(
                try await engine.read(request.caller) { context in
                    let record = try context.get(resource, request.path["id"] ?? "")
                    let rows = try context.reader.rows(
                        """
                        SELECT row_number, message FROM lead_import_error WHERE organization = \(context.organization) AND import_id = \(record.id)
                        ORDER BY row_number LIMIT 101 OFFSET \(skip)
                        """)
                    let data: [JSON] = rows.prefix(100).map {
                        ["row": .int($0.int("row_number")), "message": .string($0.text("message"))]
                    }
                    return ["data": .array(data), "has_more": .bool(rows.count > 100)]
                })
        },
    ]

    private static func preview(
        _ bytes: [UInt8], _ file: (name: String, size: Int), _ context: ReadContext
    ) throws -> JSON {
        let rows: [CSVReader.Row]
        do {
            rows = try CSVReader(firstBytes: bytes).rows(bytes, isLast: bytes.count >= file.size, limit: 6)
        } catch {
            throw AjarError.badRequest(
                "This is no CSV file: \(error == .rowTooLong ? "a row has no end" : "a row has too many fields")."
            )
        }
        guard let head = rows.first else { throw AjarError.badRequest("The file is empty.") }
        let custom = try context.all(CustomField.lead, where: "1 = 1", order: "position, id")
        let targets =
            ImportMapping.targets.map { ($0.name, $0.label) }
            + custom.map { ("custom.\($0.id)", $0[CustomField.name]) }
        return [
            "filename": .string(file.name), "columns": .array(head.fields.map(JSON.string)),
            "rows": .array(rows.dropFirst().map { .array($0.fields.map(JSON.string)) }),
            "mapping": .array(try ImportMapping.guess(head.fields, context).map(JSON.string)),
            "targets": .array(targets.map { ["name": .string($0.0), "label": .string($0.1)] }),
        ]
    }
}
