package import AjarCore
package import AjarResource
package import AjarStore

/// Takes a file of leads in, some rows a transaction. Dying in between costs nothing: what is written says
/// how far it came.
package struct ImportLeads: Job {
    package static let kind: String = "lead.import"

    let importID: String

    init(importID: String) { self.importID = importID }

    package init?(arguments: JSON) {
        guard let id = arguments["import"].string else { return nil }
        self.init(importID: id)
    }

    package var arguments: JSON { ["import": .string(importID)] }
}

/// Does what `ImportLeads` promises.
package struct LeadImporter: Sendable {
    private static let batch: Int = 100
    private static let piece: Int = 2 * CSVReader.maxRow
    /// More errors than this are counted, not kept: the file is something else.
    private static let keptErrors: Int = 10_000

    private let engine: Engine
    private let files: FileStore

    package init(engine: Engine, files: FileStore) {
        self.engine = engine
        self.files = files
    }

    package func perform(_ job: ImportLeads, _ claimed: ClaimedJob) async throws -> Outcome {
        guard let system = try await Caller.system(claimed.organization, engine.store) else {
            return .cancel(reason: "The organization is gone.")
        }
        while true {
            guard
                let record = try await engine.read(system, { try $0.find(LeadImport.resource, job.importID) })
            else {
                return .cancel(reason: "The import is gone.")
            }
            guard [.waiting, .running].contains(record[LeadImport.status]) else { return .done }
            // In the name of who asked for it, with what they may do now.
            let caller = try await engine.store.read {
                try Callers.member(claimed.organization, record["created_by"].string ?? "", $0)
            }
            guard let caller, caller.may("bulk_import") else {
                return try await end(record, system, "Who began it may no longer import.")
            }
            do {
                guard try await step(record, caller) else { return try await end(record, system, nil) }
            } catch let failure as CSVReader.Failure {
                let words =
                    failure == .rowTooLong
                    ? "A row has no end: a quote isn’t closed." : "A row has too many fields."
                return try await end(
                    record, system, "\(words) It is after line \(record[LeadImport.rows] + 1).")
            }
        }
    }

    /// The next rows; false when there are none.
    private func step(_ record: Record, _ caller: Caller) async throws -> Bool {
        let start = record[LeadImport.position]
        let total = record[LeadImport.total]
        guard start < total else { return false }
        let first = try files.bytes(
            organization: caller.organization, id: record[LeadImport.fileID], from: 0, count: 4096)
        let bytes = try files.bytes(
            organization: caller.organization, id: record[LeadImport.fileID], from: start, count: Self.piece)
        guard !bytes.isEmpty else { return false }
        let rows = try CSVReader(firstBytes: first).rows(
            bytes, isLast: start + bytes.count >= total, limit: Self.batch)
        guard let last = rows.last else { return false }
        do {
            try await engine.write(caller) {
                try Batch(record, $0).take(rows, from: start, to: start + last.end)
            }
        } catch is AjarError {
            // One of them can't be taken. Each by itself now, so that the others are and this one is told of.
            for (index, row) in rows.enumerated() {
                let from = index == 0 ? start : start + rows[index - 1].end
                try await one(row, record, caller, from: from, to: start + row.end)
            }
        }
        return true
    }

    private func one(
        _ row: CSVReader.Row, _ record: Record, _ caller: Caller, from: Int, to: Int
    ) async throws {
        do {
            try await engine.write(caller) { try Batch(record, $0).take([row], from: from, to: to) }
        } catch let error as AjarError {
            try await engine.write(caller) {
                try Batch(record, $0).refuse(error, from: from, to: to, kept: Self.keptErrors)
            }
        }
    }

    private func end(_ record: Record, _ caller: Caller, _ problem: String?) async throws -> Outcome {
        try await engine.write(caller) { context in
            let now = try context.get(LeadImport.resource, record.id.text, lock: true)
            try context.update(LeadImport.resource, now) { record in
                record[LeadImport.status] = problem == nil ? .done : .failed
                record[LeadImport.error] = problem
            }
        }
        return .done
    }
}

/// Rows of an import in one transaction, with the place in the file that goes with them.
private struct Batch {
    private let importID: ID
    private let context: WriteContext

    init(_ record: Record, _ context: WriteContext) {
        importID = record.id
        self.context = context
    }

    private struct Counts {
        var created = 0, updated = 0, skipped = 0, failed = 0
    }

    func take(_ rows: [CSVReader.Row], from: Int, to: Int) throws {
        guard let record = try locked(at: from) else { return }
        let mapping = try ImportMapping(record[LeadImport.mapping], context)
        var counts = Counts()
        // The first row of the file is its heading.
        for row in from == 0 ? rows.dropFirst() : rows[...] {
            guard let found = mapping.read(row.fields) else {
                counts.skipped += 1
                continue
            }
            try take(found, record[LeadImport.duplicates], &counts)
        }
        try advance(record, rows: rows.count - (from == 0 ? 1 : 0), counts, to: to)
    }

    func refuse(_ error: AjarError, from: Int, to: Int, kept: Int) throws {
        guard let record = try locked(at: from) else { return }
        if record[LeadImport.failed] < kept {
            try context.transaction.execute(
                """
                INSERT INTO lead_import_error (organization, import_id, row_number, message)
                VALUES (\(context.organization), \(importID), \(record[LeadImport.rows] + 2), \(Self.words(error)))
                """)
        }
        var counts = Counts()
        counts.failed = 1
        try advance(record, rows: 1, counts, to: to)
    }

    /// Nil when another worker has come further meanwhile: a row is taken once.
    private func locked(at position: Int) throws -> Record? {
        let record = try context.get(LeadImport.resource, importID.text, lock: true)
        return record[LeadImport.position] == position ? record : nil
    }

    private func advance(_ record: Record, rows: Int, _ counts: Counts, to position: Int) throws {
        try context.update(LeadImport.resource, record) { record in
            record[LeadImport.status] = .running
            record[LeadImport.position] = position
            record[LeadImport.rows] += rows
            record[LeadImport.created] += counts.created
            record[LeadImport.updated] += counts.updated
            record[LeadImport.skipped] += counts.skipped
            record[LeadImport.failed] += counts.failed
        }
    }

    // MARK: - One row

    private func take(
        _ found: ImportMapping.Found, _ duplicates: ImportDuplicates, _ counts: inout Counts
    ) throws {
        let known = try duplicates == .create ? nil : lead(withAddress: found.email)
        if known != nil, duplicates == .skip {
            counts.skipped += 1
        } else if let known {
            try fill(known, found)
            counts.updated += 1
        } else if let sibling = try lead(ofThisFile: found.leadName) {
            try addContact(found, to: sibling)
            counts.updated += 1
        } else {
            try create(found)
            counts.created += 1
        }
    }

    private func create(_ found: ImportMapping.Found) throws {
        var body = found.lead
        if !found.contact.isEmpty { body["contacts"] = [.object(found.contact)] }
        let lead = try context.create(Lead.resource, body)
        guard !found.leadName.isEmpty else { return }
        try context.transaction.execute(
            """
            INSERT INTO lead_import_name (organization, import_id, name_key, lead_id)
            VALUES (\(context.organization), \(importID), \(found.leadName.lowercased()), \(lead.id))
            ON CONFLICT (organization, import_id, name_key) DO NOTHING
            """)
    }

    private func addContact(_ found: ImportMapping.Found, to lead: String) throws {
        guard !found.contact.isEmpty else { return }
        var body = found.contact
        body["lead_id"] = .string(lead)
        try context.create(Contact.resource, body)
    }

    /// What the lead doesn't have yet; what somebody wrote stays.
    private func fill(_ lead: Record, _ found: ImportMapping.Found) throws {
        var body = found.lead
        for name in found.lead.keys {
            let isCustom = name.hasPrefix("custom.")
            let old =
                name == "status" ? "kept" : isCustom ? lead["custom"][String(name.dropFirst(7))] : lead[name]
            let isEmpty = old.isNull || old.string == "" || old.array?.isEmpty == true
            if !isEmpty { body[name] = nil }
        }
        if !body.isEmpty { try context.update(Lead.resource, lead.id.text, body) }
    }

    private func lead(withAddress email: String?) throws -> Record? {
        guard let email else { return nil }
        let row = try context.reader.first(
            """
            SELECT contact.lead_id FROM contact_address
            JOIN contact ON contact.organization = contact_address.organization AND contact.id = contact_address.contact_id
            WHERE contact_address.organization = \(context.organization) AND contact_address.email_key = \(email)
                AND contact.lead_id IS NOT NULL
            ORDER BY contact.date_created, contact.id LIMIT 1
            """)
        return try row.flatMap { try context.find(Lead.resource, $0.text("lead_id")) }
    }

    private func lead(ofThisFile name: String) throws -> String? {
        guard !name.isEmpty else { return nil }
        return try context.reader.value(
            """
            SELECT lead_id FROM lead_import_name
            WHERE organization = \(context.organization) AND import_id = \(importID) AND name_key = \(name.lowercased())
            """
        ).text
    }

    private static func words(_ error: AjarError) -> String {
        guard case .invalid(let errors) = error else { return "\(error)" }
        let fields = errors.fields.map { field in
            if case .text(let text) = field.problem {
                "\(field.name): \(text)"
            } else {
                "\(field.name): not valid."
            }
        }
        return (errors.sentences + fields).joined(separator: " ")
    }
}
