import AjarCore
import AjarResource
import AjarStore

/// A WhatsApp message that another program sent or received, kept in the lead's history (reference 4.10).
enum WhatsAppMessage {
    static let direction: Field<EmailDirection> = Field(
        "direction", .choice(of: EmailDirection.self), required: true, standard: "incoming", filter: .id)
    static let markdown: Field<String> = Field(
        "message_markdown", .text(max: 100_000), required: true, standard: "")
    private static let html: Field<String> = Field("message_html", .text(), writable: .never, standard: "")
    private static let sendToInbox: Field<Bool> = Field(
        "send_to_inbox", .bool, writable: .onCreate, standard: false, stored: false, shown: false)
    /// All attachments of a message together.
    private static let maxAttachments: Int = 25_000_000

    static let resource: Resource = Resource(
        "activity/whatsapp_message", model: "WhatsAppMessage", id: .classic("acti"),
        table: "whatsapp_message",
        extends: Activity.base("WhatsAppMessage"),
        fields: [
            Field<String?>("contact_id", .id("contact"), required: true, filter: .id),
            Field<Timestamp?>("activity_at", .timestamp, required: true, filter: [.exact, .range]),
            direction, markdown, html, sendToInbox,
            Plain(
                "external_whatsapp_message_id", .text(max: 500), writable: .onCreate, required: true,
                filter: .id),
            Plain("local_phone", .phone, required: true), Plain("remote_phone", .phone, required: true),
            Plain("response_to_id", .id("activity/whatsapp_message"), filter: .id),
            Plain("integration_link", .url), Plain.kept("integration_name", .text()),
            Plain.kept("source", .text(), standard: "api"), Activity.attachments,
            Plain.derived("text", .text(), standard: ""),
            Plain.derived("local_phone_formatted"), Plain.derived("remote_phone_formatted"),
        ] + Activity.sequence,
        permissions: Activity.permissions, events: .named("activity.whatsapp_message"), list: Activity.list,
        rules: [Activity.fillIn, renderMarkdown, Activity.keepAttachments, limitAttachments],
        effects: [
            MessageTask.raise(
                "incoming_whatsapp_message", "whatsappmessage", inbox: { $0[direction] == .incoming })
        ],
        loads: Activity.loads + [
            .phoneForms([
                ("local_phone", "local_phone_formatted", nil),
                ("remote_phone", "remote_phone_formatted", nil),
            ]),
            Load(["text"]) { records, _ in
                for index in records.indices {
                    records[index]["text"] = .string(WhatsAppMarkdown.plain(records[index][markdown]))
                }
            },
        ])

    @Sendable private static func renderMarkdown(_ change: inout Change, _ context: WriteContext) throws {
        guard !change.isDeletion, change.changes(markdown) else { return }
        change.new[html] = WhatsAppMarkdown.html(change.new[markdown])
    }

    @Sendable private static func limitAttachments(_ change: inout Change, _ context: WriteContext) throws {
        guard change.isGiven("attachments"), change.errors.isEmpty else { return }
        let size = (change.new["attachments"].array ?? []).reduce(0) { $0 + ($1["size"].int ?? 0) }
        if size > maxAttachments {
            change.refuse("attachments", "The attachments must be no larger than 25 MB together.")
        }
    }
}
