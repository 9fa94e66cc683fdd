import AjarCore
import AjarMail
import AjarResource
import AjarStore

/// Which conversation an email belongs to, and what a conversation shows of its emails.
enum Threading {
    private typealias Email = EmailActivity

    /// An answer goes to the thread of what it answers; then the same subject among the same people; else a new thread.
    /// Threads never span leads.
    static func thread(for email: Record, _ context: WriteContext) throws -> String {
        if let parent = email[Email.inReplyToID], let thread = try context.find(Email.resource, parent)?[Email.threadID] {
            return thread
        }
        if let thread = try byReferences(email, context) { return thread }
        if let thread = try bySubject(email, context) { return thread }
        let subject = normalized(email[Email.subject] ?? "")
        return try context.create(EmailThread.resource) { thread in
            thread["lead_id"] = email["lead_id"]
            thread["contact_id"] = email["contact_id"]
            thread["user_id"] = email["user_id"]
            thread["activity_at"] = email["activity_at"]
            thread[EmailThread.latestSubject] = subject
            thread[EmailThread.subjectKey] = subject.lowercased()
            thread[EmailThread.participants] = participants([email])
        }.id.text
    }

    /// References and In-Reply-To, the nearest ancestor first. Another subject is another conversation.
    private static func byReferences(_ email: Record, _ context: WriteContext) throws -> String? {
        let ids = (email[Email.inReplyTo].map { [$0] } ?? []) + email[Email.references].reversed()
        let key = normalized(email[Email.subject] ?? "").lowercased()
        for id in ids.prefix(50) {
            let rows = try context.reader.rows(
                """
                SELECT email.thread_id FROM email_message_id
                JOIN email ON email.organization = email_message_id.organization AND email.id = email_message_id.email_id
                JOIN email_thread ON email_thread.organization = email.organization AND email_thread.id = email.thread_id
                WHERE email_message_id.organization = \(context.organization) AND email_message_id.message_id = \(id)
                    AND email.lead_id = \(email["lead_id"].string) AND email_thread.subject_key = \(key)
                ORDER BY email.id LIMIT 1
                """)
            if let row = rows.first { return row.text("thread_id") }
        }
        return nil
    }

    private static func bySubject(_ email: Record, _ context: WriteContext) throws -> String? {
        let key = normalized(email[Email.subject] ?? "").lowercased()
        guard !key.isEmpty else { return nil }
        let own = try ownAddresses(context)
        let others = addresses(email).subtracting(own)
        guard !others.isEmpty else { return nil }
        let rows = try context.reader.rows(
            """
            SELECT id, participants FROM email_thread
            WHERE organization = \(context.organization) AND lead_id = \(email["lead_id"].string) AND subject_key = \(key)
            ORDER BY activity_at DESC, id DESC LIMIT 20
            """)
        return rows.first { row in
            let known = Set((row.json("participants").array ?? []).compactMap { $0["email"].string?.lowercased() })
            return !known.isDisjoint(with: others)
        }?.text("id")
    }

    /// Addresses of ours, which every conversation has and which therefore tell nothing.
    private static func ownAddresses(_ context: WriteContext) throws -> Set<String> {
        let rows = try context.reader.rows(
            """
            SELECT email_key FROM connected_account WHERE organization = \(context.organization)
            UNION SELECT email AS email_key FROM member WHERE organization = \(context.organization)
            """)
        return Set(rows.map { $0.text("email_key").lowercased() })
    }

    /// Brings a thread up to what its emails say; without any it goes.
    static func recount(_ id: String, _ context: WriteContext) throws {
        // Whoever deletes a thread deletes its emails after it: by then there is nothing to bring up to date.
        guard let thread = try context.all(EmailThread.resource, where: "id = \(id)", order: "id").first else { return }
        let emails = try context.all(Email.resource, where: "thread_id = \(id)", order: "activity_at, id")
        guard let latest = emails.last, let first = emails.first else {
            return try context.remove(EmailThread.resource, thread)
        }
        let subject = normalized(latest[Email.subject] ?? "")
        try context.update(EmailThread.resource, thread) { thread in
            thread[EmailThread.count] = emails.count
            thread[EmailThread.latestSubject] = subject
            thread[EmailThread.subjectKey] = subject.lowercased()
            thread[EmailThread.participants] = participants(emails)
            thread["activity_at"] = latest["activity_at"]
            thread["contact_id"] = latest["contact_id"].isNull ? first["contact_id"] : latest["contact_id"]
        }
    }

    /// The distinct people in From, To and Cc, in the order in which they appear.
    private static func participants(_ emails: [Record]) -> [JSON] {
        var seen: Set<String> = []
        var people: [JSON] = []
        for email in emails {
            for text in (email[Email.sender].map { [$0] } ?? []) + email[Email.to] + email[Email.cc] {
                guard let address = try? Address(parsing: text), seen.insert(address.folded).inserted else { continue }
                people.append(["email": .string(address.email), "name": .string(address.name)])
            }
        }
        return people
    }

    private static func addresses(_ email: Record) -> Set<String> {
        Set(participants([email]).compactMap { $0["email"].string?.lowercased() })
    }

    /// Without the prefixes that mail programs of many languages put before a subject.
    static func normalized(_ subject: String) -> String {
        var rest = subject.trimmed
        for _ in 0..<20 {
            guard let colon = rest.firstIndex(where: { $0 == ":" || $0 == "：" }) else { break }
            let word = rest[..<colon].lowercased().prefix { $0 != "[" && $0 != "(" && !$0.isNumber }
            guard prefixes.contains(String(word).trimmed) else { break }
            rest = rest[rest.index(after: colon)...].trimmed
        }
        return rest
    }

    private static let prefixes: Set<String> = [
        "re", "fw", "fwd", "aw", "wg", "sv", "vs", "vb", "rv", "res", "enc", "tr", "ynt", "ilt", "odp", "pd", "antw", "doorst",
        "rif", "i", "r", "ref", "atb", "回复", "答复", "转发", "回覆", "轉寄", "отв", "ha", "на", "trs", "bls", "vá", "továbbítás",
    ]
}
