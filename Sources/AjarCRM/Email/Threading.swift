import AjarCore
import AjarMail
import AjarResource
import AjarStore

/// Which conversation an email belongs to, and what a conversation shows of its emails.
enum Threading {
    private typealias Email = EmailActivity

    /// An answer goes to the thread of what it answers; then the same subject among the same people; else a
    /// new thread. Threads never span leads.
    static func thread(for email: Record, _ context: WriteContext) throws -> String {
        if let parent = email[Email.inReplyToID],
            let thread = try context.find(Email.resource, parent)?[Email.threadID]
        {
            return thread
        }
        let correspondence = Correspondence(email, now: context.now)
        var conversations = try Conversations(
            around: [correspondence], own: OwnAddresses.all(context), context)
        return try thread(for: email, correspondence, &conversations, context)
    }

    /// As above, where the conversations around several emails are known already.
    static func thread(
        for email: Record, _ correspondence: Correspondence, _ conversations: inout Conversations,
        _ context: WriteContext
    ) throws -> String {
        let found = conversations.threads(of: correspondence)
        let thread = try found.first ?? start(with: email, context)
        for other in found.dropFirst() {
            try join(other, into: thread, context)
            conversations.join(other, into: thread)
        }
        conversations.add(correspondence, to: thread)
        return thread
    }

    private static func start(with email: Record, _ context: WriteContext) throws -> String {
        let subject = normalized(email[Email.subject] ?? "")
        let thread = try context.create(EmailThread.resource) { thread in
            thread["lead_id"] = email["lead_id"]
            thread["contact_id"] = email["contact_id"]
            thread["user_id"] = email["user_id"]
            thread["activity_at"] = email["activity_at"]
            thread[EmailThread.latestSubject] = subject
            thread[EmailThread.subjectKey] = subject.lowercased()
            thread[EmailThread.participants] = participants([email])
            thread[EmailThread.count] = 1
        }.id.text
        owed(context) { $0.begun = thread }
        return thread
    }

    /// A message that came late shows that two conversations are one.
    private static func join(_ other: String, into thread: String, _ context: WriteContext) throws {
        for email in try context.all(Email.resource, where: "thread_id = \(other)", order: "id") {
            try context.update(Email.resource, email) { $0[Email.threadID] = thread }
        }
        for task in try context.all(LeadTask.resource, where: "object_id = \(other)", order: "id") {
            try context.update(LeadTask.resource, task) { $0[LeadTask.objectID] = thread }
        }
        try recount(other, context)
        try recount(thread, context)
    }

    // MARK: - What a thread shows

    /// What a transaction still has to do for its threads.
    private struct Owed {
        /// A thread that was made of an email which isn't there yet: it counts it already.
        var begun: String?
        /// Those to be brought up to date at the end of a batch; nil outside of one.
        var later: Set<String>?
    }

    private static func owed<Result>(_ context: WriteContext, _ body: (inout Owed) -> Result) -> Result {
        var owed = context.memo["threads"] as? Owed ?? Owed()
        defer { context.memo["threads"] = owed }
        return body(&owed)
    }

    /// Brings threads up to date at the end of a batch instead of after each of its emails.
    static func together<Result>(_ context: WriteContext, _ body: () throws -> Result) throws -> Result {
        owed(context) { $0.later = [] }
        let result = try body()
        let threads = owed(context) { $0.later.take() ?? [] }
        for thread in threads.sorted() { try recount(thread, context) }
        return result
    }

    /// What a thread shows of an email, apart from its moment.
    private static let shown: [String] = ["subject", "sender", "to", "cc", "contact_id"]

    /// An email of a thread was made, changed or removed.
    static func follow(_ change: Change, _ context: WriteContext) throws {
        let isNews =
            change.isCreation || change.isDeletion || change.changes(Activity.activityAt)
            || shown.contains(where: change.changes)
        guard isNews, let thread = change.new[Email.threadID] else { return }
        let isDone = owed(context) { owed in
            if change.isCreation, owed.begun == thread {
                owed.begun = nil
                return true
            }
            return owed.later?.insert(thread) != nil
        }
        if try isDone || advance(thread, change, context) { return }
        try recount(thread, context)
    }

    /// What is newer than the rest of its thread changes the thread by itself: the others needn't be read.
    /// False when it isn't newer, or when it took something back that the thread shows.
    private static func advance(_ id: String, _ change: Change, _ context: WriteContext) throws -> Bool {
        guard !change.isDeletion, change.isCreation || !shown.contains(where: change.changes),
            let thread = try context.find(EmailThread.resource, id, lock: true),
            let moment = change.new[Activity.activityAt], let last = thread[Activity.activityAt],
            moment > last
        else { return false }
        let email = change.new
        let subject = normalized(email[Email.subject] ?? "")
        try context.update(EmailThread.resource, thread) { thread in
            if change.isCreation { thread[EmailThread.count] += 1 }
            thread[EmailThread.latestSubject] = subject
            thread[EmailThread.subjectKey] = subject.lowercased()
            thread[EmailThread.participants] = participants([email], after: thread[EmailThread.participants])
            thread[Activity.activityAt] = moment
            if email[Activity.contactID] != nil { thread[Activity.contactID] = email[Activity.contactID] }
        }
        return true
    }

    /// Brings a thread up to what its emails say; without any it goes.
    private static func recount(_ id: String, _ context: WriteContext) throws {
        // Whoever deletes a thread deletes its emails after it: by then there is nothing to bring up to date.
        guard let thread = try context.all(EmailThread.resource, where: "id = \(id)", order: "id").first
        else { return }
        // Without the bodies: a conversation may be long.
        let emails = try context.reader.rows(
            """
            SELECT subject, sender, "to", cc, contact_id, activity_at FROM email
            WHERE organization = \(context.organization) AND thread_id = \(id) ORDER BY activity_at, id
            """)
        guard let latest = emails.last, let first = emails.first else {
            return try context.remove(EmailThread.resource, thread)
        }
        let subject = normalized(latest.text("subject"))
        let people = participants(
            emails.lazy.map { row in
                (row["sender"].text.map { [$0] } ?? []) + texts(row.json("to")) + texts(row.json("cc"))
            })
        try context.update(EmailThread.resource, thread) { thread in
            thread[EmailThread.count] = emails.count
            thread[EmailThread.latestSubject] = subject
            thread[EmailThread.subjectKey] = subject.lowercased()
            thread[EmailThread.participants] = people
            thread["activity_at"] = (latest.moment("activity_at") ?? context.now).json
            thread["contact_id"] = JSON(latest["contact_id"].text ?? first["contact_id"].text)
        }
    }

    private static func texts(_ list: JSON) -> [String] { (list.array ?? []).compactMap(\.string) }

    static func participants(_ emails: [Record], after known: [JSON] = []) -> [JSON] {
        participants(
            emails.lazy.map { email in
                (email[Email.sender].map { [$0] } ?? []) + email[Email.to] + email[Email.cc]
            }, after: known)
    }

    /// The distinct people in From, To and Cc, in the order in which they appear.
    private static func participants(_ emails: some Sequence<[String]>, after known: [JSON] = []) -> [JSON] {
        var people = known
        var seen = Set(known.compactMap { $0["email"].string?.lowercased() })
        for text in emails.joined() where people.count < maximumParticipants {
            guard let address = try? Address(parsing: text), seen.insert(address.folded).inserted else {
                continue
            }
            people.append(["email": .string(address.email), "name": .string(address.name)])
        }
        return people
    }

    private static let maximumParticipants: Int = 500

    // MARK: - Subjects

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
        "re", "fw", "fwd", "aw", "wg", "sv", "vs", "vb", "rv", "res", "enc", "tr", "ynt", "ilt", "odp", "pd",
        "antw", "doorst",
        "auto", "autoreply", "auto-reply", "automatic reply", "automatische antwort", "réponse automatique",
        "respuesta automática", "risposta automatica", "automatisch antwoord", "resposta automática",
        "autosvar", "odpowiedź automatyczna", "автоответ", "自動応答", "自动答复", "자동 회신", "out of office",
        "abwesend",
        "rif", "i", "r", "ref", "atb", "回复", "答复", "转发", "回覆", "轉寄", "отв", "ha", "на", "trs", "bls", "vá",
        "továbbítás",
    ]
}
