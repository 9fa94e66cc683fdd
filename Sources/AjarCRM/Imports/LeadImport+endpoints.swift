import AjarCore
import AjarResource
import AjarStore

/// A look at the file before the import, and at the rows that failed after it.
extension LeadImport {
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
