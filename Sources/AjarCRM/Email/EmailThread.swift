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

    /// One thread shows its emails in full; in lists and events they come without what is long.
    private static let loadEmails: Load = Load(["emails", "latest_emails"]) { records, context in
        let ids = records.map(\.id.text)
        let resource = EmailActivity.resource
        var emails = try context.all(resource, where: "thread_id IN (\(list: ids))", order: "activity_at, id")
        let stripped = Renderer(resource, fields: strippedFields)
        let full = Renderer(resource, fields: nil)
        let isSingle = context.purpose == .single
        try context.complete(&emails, resource, wanted: isSingle ? full.names : stripped.names)
        let byThread = Dictionary(grouping: emails) { $0[EmailActivity.threadID] ?? "" }
        for index in records.indices {
            let own = byThread[records[index].id.text] ?? []
            let short: JSON = .array(own.map(stripped.json))
            records[index]["latest_emails"] = short
            records[index]["emails"] = isSingle ? .array(own.map(full.json)) : short
        }
    }

    static let strippedFields: String = {
        let long: Set<String> = [
            "body_text", "body_html", "body_text_quoted", "body_html_quoted", "envelope", "attachments",
            "send_attempts", "opens",
        ]
        return EmailActivity.resource.layout.specs.filter { $0.shown && !long.contains($0.name) }.map(\.name)
            .joined(separator: ",")
    }()
}
