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
}
