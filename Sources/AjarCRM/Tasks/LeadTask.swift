import AjarCore
import AjarResource
import AjarStore

/// Something that somebody has to do on a lead, by a day or a moment (reference 5).
enum LeadTask {
    static let type: Field<String> = Field(
        "_type", .choice(["lead", "outgoing_call"]), writable: .onCreate, standard: "lead")
    static let leadID: Field<String?> = Field(
        "lead_id", .id("lead"), writable: .onCreate, required: true, filter: .id)
    static let contactID: Field<String?> = Field("contact_id", .id("contact"), filter: .id)
    static let assignedTo: Field<String?> = Field("assigned_to", .id("user"))
    static let text: Field<String> = Field("text", .text(max: 100_000), standard: "")
    static let date: Field<String?> = Field("date", .dayOrMoment, filter: [.exact, .range])
    static let dueDate: Field<String?> = Field("due_date", .date, filter: [.exact, .range])
    static let isDateless: Field<Bool> = Field("is_dateless", .bool, standard: false)
    static let isComplete: Field<Bool> = Field("is_complete", .bool, standard: false, filter: .exact)
    static let objectType: Field<String?> = Field("object_type", .text(), writable: .never)
    static let objectID: Field<String?> = Field("object_id", .text(), writable: .never)
    static let emailID: Field<String?> = Field("email_id", .text(), writable: .never)

    /// What tasks have that the server makes of calls, messages and mails.
    private static let rare: [any FieldDeclaration] = [
        emailID, Plain.kept("emails", .json), Plain.kept("subject", .text()),
        Plain.kept("body_preview", .text()),
        Plain("phone", .phone, writable: .onCreate), Plain.kept("local_phone", .text()),
        Plain.kept("remote_phone", .text()),
        Plain.derived("phone_formatted"), Plain.derived("local_phone_formatted"),
        Plain.derived("remote_phone_formatted"),
        Plain.kept("voicemail_duration", .int()), Plain.kept("voicemail_url", .text()),
        Plain.kept("attachments", .json, standard: []), Plain.kept("is_new", .bool, standard: true),
        Plain.kept("is_primary_lead_notification", .bool, standard: true),
        Plain.kept("deduplication_key", .text()),
        Plain.kept("sequence_id", .text()), Plain.kept("sequence_subscription_id", .text()),
        Plain("agent_config_id", .text(max: 100)),
    ]

    static let resource: Resource = Resource(
        "task", model: "Task", id: .classic("task"), table: "task", extends: Audit.named,
        fields: [
            type, leadID, contactID, assignedTo, text, date, dueDate, isDateless, isComplete, objectType,
            objectID,
            Plain("priority", .choice(["high", "medium"])),
            Plain("resolution", .choice(["abandoned", "skipped"])),
            Plain.derived("view", .text()), Plain.derived("lead_name"), Plain.derived("contact_name"),
            Plain.derived("assigned_to_name"),
        ] + rare,
        operations: [.list, .create, .get, .update, .delete, .bulkUpdate],
        permissions: Permissions(
            read: .ofVisibleLeads, write: .owner("assigned_to", or: "manage_others_tasks")),
        events: Events({ "task.\($0[type])" }, more: { $0.becomes(isComplete, true) ? ["completed"] : [] }),
        list: TaskViews.list,
        rules: [keepTextOfCalls, TaskDates.rule, fillIn, TaskCompletion.rule],
        effects: [MailboxErrand.archiveDone],
        loads: [
            .userNames([
                "created_by": "created_by_name", "updated_by": "updated_by_name",
                "assigned_to": "assigned_to_name",
            ]),
            .leadNames(), .contactNames(), TaskViews.load,
            .phoneForms([
                ("phone", "phone_formatted", nil), ("local_phone", "local_phone_formatted", nil),
                ("remote_phone", "remote_phone_formatted", nil),
            ]),
        ])

    @Sendable private static func fillIn(_ change: inout Change, _ context: WriteContext) throws {
        guard !change.isDeletion else { return }
        if change.new[assignedTo] == nil {
            change.new[assignedTo] = change.old?[assignedTo] ?? context.caller.userID?.text
        }
    }

    /// Only a task that somebody wrote has words of its own to change.
    @Sendable private static func keepTextOfCalls(_ change: inout Change, _ context: WriteContext) throws {
        guard change.source == .client, let old = change.old, old[type] != "lead" else { return }
        change.new[text] = old[text]
    }
}
