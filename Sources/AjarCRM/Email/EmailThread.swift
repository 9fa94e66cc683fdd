import AjarCore
import AjarResource
import AjarStore

/// A conversation on one lead (reference 4.5). It comes with its first email and goes with its last.
enum EmailThread {
    static let subjectKey: Field<String> = Field(
        "subject_key", .text(), writable: .never, standard: "", shown: false)
    static let participants: Field<[JSON]> = Field("participants", .json, writable: .never, standard: [])
    static let count: Field<Int> = Field("n_emails", .int(), writable: .never, standard: 0)
    static let latestSubject: Field<String> = Field(
        "latest_normalized_subject", .text(), writable: .never, standard: "")

    static let resource: Resource = Resource(
        "activity/emailthread", model: "EmailThread", id: .classic("acti"), table: "email_thread",
        extends: Activity.base("EmailThread"),
        fields: [
            latestSubject, subjectKey, participants, count,
            Plain.derived("emails", .json, standard: []), Plain.derived("latest_emails", .json, standard: []),
            Plain.derived("summary"), Plain.derived("importance"),
        ],
        operations: [.list, .get, .delete],
        permissions: Permissions(
            read: .ofVisibleLeads, write: .nobody, delete: .owner("user_id", or: "manage_others_activities")),
        events: .named("activity.email_thread"),
        list: Activity.list,
        effects: [deleteEmails],
        loads: Activity.loads + [loadEmails])

    @Sendable private static func deleteEmails(_ change: Change, _ context: WriteContext) throws {
        guard change.isDeletion else { return }
        for email in try context.all(EmailActivity.resource, where: "thread_id = \(change.id)") {
            try context.remove(EmailActivity.resource, email)
        }
    }

    /// One thread shows its emails in full. In lists and events they come without what is long, and of a long
    /// conversation only the newest: each of its emails writes an event of the thread.
    private static let loadEmails: Load = Load(["emails", "latest_emails"]) { records, context in
        let resource = EmailActivity.resource
        let isSingle = context.purpose == .single
        let ids = Set(records.map(\.id.text))
        let isBounded = context.purpose == .event && ids.count == 1
        var emails = try context.all(
            resource, where: "thread_id IN (\(list: ids.sorted()))", order: "activity_at DESC, id DESC",
            limit: isBounded ? newest : nil, isSingle ? nil : excerpt)
        emails.reverse()
        let stripped = strippedRenderer
        try context.complete(&emails, resource, wanted: isSingle ? resource.plain.names : stripped.names)
        // An event shows a thread before and after a change: with the same emails, written once.
        let byThread = Dictionary(grouping: emails) { $0[EmailActivity.threadID] ?? "" }.mapValues { own in
            let short: JSON = .array(own.map(stripped.json))
            return (short: short, whole: isSingle ? .array(own.map(resource.plain.json)) : short)
        }
        for index in records.indices {
            guard let own = byThread[records[index].id.text] else { continue }
            records[index]["latest_emails"] = own.short
            records[index]["emails"] = own.whole
        }
    }

    private static let newest: Int = 25

    private static let long: Set<String> = [
        "body_text", "body_html", "body_text_quoted", "body_html_quoted", "envelope", "attachments",
        "send_attempts", "opens",
    ]

    /// What a stripped email is made of: its text begins with its preview, and its openings are counted.
    private static let excerpt: Excerpt = Excerpt(
        EmailActivity.resource, without: long.subtracting(["body_text", "opens"]),
        beginnings: ["body_text": 200])

    static let strippedFields: String = EmailActivity.resource.layout.specs.filter {
        $0.shown && !long.contains($0.name)
    }.map(\.name).joined(separator: ",")

    private static let strippedRenderer: Renderer = Renderer(EmailActivity.resource, fields: strippedFields)
}
