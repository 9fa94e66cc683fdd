package import AjarCore
import AjarMail
package import AjarResource
import AjarStore

/// A file of mails on its way in. Each batch is a transaction that also says how far it got; whoever sends
/// the file again after an interruption meets what is known already.
package struct EmailImport: Sendable {
    private static let shape: IDShape = .short("import")
    private static let batchCount: Int = 100
    private static let batchBytes: Int = 8 << 20

    package let id: ID
    private let engine: Engine
    private let caller: Caller
    private var file = MailboxFile()
    private var waiting: [[UInt8]] = []
    private var waitingBytes = 0
    private var tooLarge = 0

    package static func start(_ engine: Engine, _ caller: Caller) async throws -> EmailImport {
        let id = try await engine.write(caller) { context in
            let id = context.transaction.newID(shape)
            try context.transaction.execute(
                """
                INSERT INTO email_import (organization, id, user_id, status, n_messages, n_kept, n_known, n_left_out,
                    n_unreadable, date_created, date_updated)
                VALUES (\(context.organization), \(id), \(context.caller.userID?.text), 'running', 0, 0, 0, 0, 0,
                    \(context.now), \(context.now))
                """)
            return id
        }
        return EmailImport(id: id, engine: engine, caller: caller)
    }

    private init(id: ID, engine: Engine, caller: Caller) {
        self.id = id
        self.engine = engine
        self.caller = caller
    }

    /// Dying between two batches loses nothing that was told: the file comes again, and is known.
    package mutating func read(_ bytes: some Collection<UInt8>) async throws {
        try await collect(file.read(bytes))
    }

    package mutating func finish() async throws -> JSON {
        try await collect(file.finish())
        try await takeWaiting()
        return try await end("done")
    }

    /// What was taken stays.
    package func fail() async throws { _ = try await end("interrupted") }

    private mutating func collect(_ pieces: [MailboxFile.Piece]) async throws {
        for piece in pieces {
            switch piece {
            case .tooLarge: tooLarge += 1
            case .message(let bytes):
                waiting.append(bytes)
                waitingBytes += bytes.count
            }
            if waiting.count >= Self.batchCount || waitingBytes >= Self.batchBytes { try await takeWaiting() }
        }
    }

    private mutating func takeWaiting() async throws {
        let arrivals = waiting.map { Arrival(source: $0, origin: .imported) }
        let tooLarge = tooLarge
        (waiting, waitingBytes, self.tooLarge) = ([], 0, 0)
        guard !arrivals.isEmpty || tooLarge > 0 else { return }
        try await engine.write(caller) { [id] context in
            let intakes = try MessageIntake.take(arrivals, context)
            var counts = [0, 0, 0, tooLarge]
            for intake in intakes {
                switch intake {
                case .kept: counts[0] += 1
                case .known: counts[1] += 1
                case .leftOut: counts[2] += 1
                case .unreadable: counts[3] += 1
                }
            }
            try context.transaction.execute(
                """
                UPDATE email_import SET n_messages = n_messages + \(arrivals.count + tooLarge), n_kept = n_kept + \(counts[0]),
                    n_known = n_known + \(counts[1]), n_left_out = n_left_out + \(counts[2]),
                    n_unreadable = n_unreadable + \(counts[3]), date_updated = \(context.now)
                WHERE organization = \(context.organization) AND id = \(id)
                """)
        }
    }

    private func end(_ status: String) async throws -> JSON {
        try await engine.write(caller) { [id] context in
            try context.transaction.execute(
                """
                UPDATE email_import SET status = \(status), date_updated = \(context.now)
                WHERE organization = \(context.organization) AND id = \(id) AND status = 'running'
                """)
            return try Self.find(id.text, context)
        }
    }

    // MARK: - Progress

    static let endpoints: [Endpoint] = [
        Endpoint(.get, "activity/email/import", "The latest imports of mail files, with how far they got") {
            request, engine in
            .json(
                try await engine.read(request.caller) { context in
                    let rows = try context.reader.rows(
                        """
                        SELECT * FROM email_import WHERE organization = \(context.organization)
                        ORDER BY date_created DESC, id DESC LIMIT 100
                        """)
                    return ["data": .array(rows.map { json($0, context) }), "has_more": false]
                })
        },
        Endpoint(.get, "activity/email/import/{id}", "How far the import of a mail file got") {
            request, engine in
            .json(try await engine.read(request.caller) { try find(request.path["id"] ?? "", $0) })
        },
    ]

    private static func find(_ id: String, _ context: ReadContext) throws -> JSON {
        let row = try context.reader.first(
            "SELECT * FROM email_import WHERE organization = \(context.organization) AND id = \(id)")
        guard let row else { throw AjarError.noSuch("EmailImport") }
        return json(row, context)
    }

    private static func json(_ row: Row, _ context: ReadContext) -> JSON {
        let updated = row.moment("date_updated") ?? context.now
        // Whoever sent it is gone, or the process was.
        let isSilent = row.text("status") == "running" && context.now - updated > .seconds(600)
        return [
            "id": .string(row.text("id")), "organization_id": context.caller.organizationID.json,
            "user_id": JSON(row["user_id"].text),
            "status": .string(isSilent ? "interrupted" : row.text("status")),
            "n_messages": .int(row.int("n_messages")), "n_kept": .int(row.int("n_kept")),
            "n_known": .int(row.int("n_known")), "n_left_out": .int(row.int("n_left_out")),
            "n_unreadable": .int(row.int("n_unreadable")),
            "date_created": JSON(row.moment("date_created")?.text()), "date_updated": .string(updated.text()),
        ]
    }
}
