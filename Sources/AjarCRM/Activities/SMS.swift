import AjarCore
import AjarResource
import AjarStore

/// Where a text message is on its way: the words of emails.
enum SMSStatus: String, StringEnum { case inbox, draft, scheduled, outbox, sent, error }

/// A text message: logged, drafted, or to be sent by a gateway (reference 4.10).
enum SMS {
    static let status: Field<SMSStatus> = Field(
        "status", .choice(of: SMSStatus.self), required: true, standard: "draft", filter: .id)
    static let direction: Field<CallDirection?> = Field(
        "direction", .choice(of: CallDirection.self), writable: .onCreate, filter: .id)
    static let text: Field<String?> = Field("text", .text(max: 10_000))
    static let localPhone: Field<String?> = Field("local_phone", .phone)
    static let remotePhone: Field<String?> = Field("remote_phone", .phone)
    static let templateID: Field<String?> = Field("template_id", .id("sms_template"))
    static let dateSent: Field<Timestamp?> = Field("date_sent", .timestamp, writable: .never)
    static let dateScheduled: Field<Timestamp?> = Field("date_scheduled", .timestamp)
    static let sendToInbox: Field<Bool> = Field(
        "send_to_inbox", .bool, writable: .onCreate, standard: false, stored: false, shown: false)

    static let resource: Resource = Resource(
        "activity/sms", model: "SMS", id: .classic("acti"), table: "sms", extends: Activity.base("SMS"),
        fields: [
            Field<String?>("lead_id", .id("lead"), writable: .onCreate, filter: .id),
            status, direction, text, localPhone, remotePhone, templateID, dateSent, dateScheduled,
            sendToInbox,
            Plain("send_in", .int(0...60), stored: false, shown: false),
            Plain.kept("source", .text(), standard: "External"), Activity.attachments,
            Plain.kept("error_message", .text()), Plain.kept("cost", .text()),
            Plain.derived("local_phone_formatted"), Plain.derived("local_country_iso"),
            Plain.derived("remote_phone_formatted"), Plain.derived("remote_country_iso"),
            Plain.derived("agent_action_reason"), Plain.derived("agent_config_id"),
        ] + Activity.sequence,
        permissions: Activity.permissions,
        events: .named(
            "activity.sms", more: { $0.source == .server && $0.becomes(status, .sent) ? ["sent"] : [] }),
        transitions: Transitions(
            status,
            [
                .draft: [.scheduled, .outbox], .scheduled: [.draft], .outbox: [.draft],
                .error: [.draft, .scheduled, .outbox],
            ]),
        list: Activity.list,
        rules: [
            freezeUnlessDraft, ContactPhones.rule(remotePhone), fillIn, renderTemplate, requireToSend,
            Activity.keepAttachments,
        ],
        effects: [MessageTask.raise("incoming_sms", "sms", inbox: { $0[status] == .inbox })],
        loads: Activity.loads + [
            .phoneForms([
                ("local_phone", "local_phone_formatted", "local_country_iso"),
                ("remote_phone", "remote_phone_formatted", "remote_country_iso"),
            ])
        ])

    @Sendable private static func freezeUnlessDraft(_ change: inout Change, _ context: WriteContext) throws {
        guard change.source == .client, !change.isDeletion, let old = change.old, old[status] != .draft,
            change.new[status] != .draft, old[status] != .error
        else { return }
        for name in [
            "text", "local_phone", "remote_phone", "template_id", "attachments", "date_scheduled",
            "contact_id",
        ]
        where change.isGiven(name) && change.changes(name) {
            change.refuse(name, "Only a draft can be modified.")
        }
    }

    @Sendable private static func fillIn(_ change: inout Change, _ context: WriteContext) throws {
        guard !change.isDeletion else { return }
        let now = change.new[status]
        if change.isCreation, change.new[direction] == nil {
            change.new[direction] = now == .inbox ? .inbound : .outbound
        }
        if now == .sent || now == .inbox, change.new[dateSent] == nil {
            change.new[dateSent] =
                change.new[Activity.activityAt] ?? change.new[Activity.dateCreated] ?? context.now
        }
        if change.isCreation, change.new[Activity.activityAt] == nil {
            change.new[Activity.activityAt] = change.new[dateSent]
        }
        try Activity.fillIn(&change, context)
    }

    /// A template that comes without a text is rendered here.
    @Sendable private static func renderTemplate(_ change: inout Change, _ context: WriteContext) throws {
        guard !change.isDeletion, change.errors.isEmpty, change.isGiven(templateID), !change.isGiven(text),
            let id = change.new[templateID], let resource = context.resources.byPath["sms_template"],
            let template = try context.find(resource, id)
        else { return }
        let tags = try TemplateTags(
            lead: change.new[Activity.leadID], contact: change.new[Activity.contactID], context)
        change.new[text] = tags.render(message: template["text"].string ?? "")
    }

    /// What leaves needs a date if it is for later, and a number of ours that can send. None can before there
    /// is a gateway.
    @Sendable private static func requireToSend(_ change: inout Change, _ context: WriteContext) throws {
        let wanted = change.new[status]
        guard change.source == .client, !change.isDeletion, wanted == .outbox || wanted == .scheduled,
            change.old?[status] != wanted
        else { return }
        if wanted == .scheduled, change.new[dateScheduled] == nil {
            change.refuse(dateScheduled.name, .required)
        }
        change.refuse(localPhone.name, "This is not an internal number that can send text messages.")
    }
}
