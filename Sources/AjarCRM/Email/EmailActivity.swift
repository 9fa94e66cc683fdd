import AjarCore
import AjarMail
import AjarResource
import AjarStore

/// One email message on a lead: logged, drafted, scheduled, on its way out, or received.
enum EmailActivity {
    static let status: Field<EmailStatus> = Field(
        "status", .choice(of: EmailStatus.self), required: true, standard: "draft", filter: .id)
    static let direction: Field<EmailDirection?> = Field(
        "direction", .choice(of: EmailDirection.self), writable: .onCreate)
    static let sender: Field<String?> = Field("sender", .mailbox)
    static let to: Field<[String]> = Field("to", .list(.mailbox, max: 500), standard: [])
    static let cc: Field<[String]> = Field("cc", .list(.mailbox, max: 500), standard: [])
    static let bcc: Field<[String]> = Field("bcc", .list(.mailbox, max: 500), standard: [])
    static let subject: Field<String?> = Field("subject", .text(max: 1000))
    static let bodyText: Field<String?> = Field("body_text", .text(max: 1_048_576))
    static let bodyHTML: Field<String?> = Field("body_html", .text(max: 1_048_576))
    static let attachments: Field<[JSON]> = Field("attachments", .list(.attachment, max: 100), standard: [])
    static let threadID: Field<String?> = Field(
        "thread_id", .id("activity/emailthread"), writable: .never, filter: .id)
    static let inReplyToID: Field<String?> = Field("in_reply_to_id", .id("activity/email"))
    static let sendIn: Field<Int?> = Field("send_in", .int(0...59), stored: false, shown: false)
    static let dateScheduled: Field<Timestamp?> = Field("date_scheduled", .timestamp)
    static let inRecipientTimezone: Field<Bool> = Field("send_in_recipient_timezone", .bool, standard: false)
    /// Why it waits although nothing is wrong, as `SendHold` says it.
    static let opens: Field<[JSON]> = Field("opens", .list(.emailOpen, max: 1000), standard: [])
    static let clicks: Field<[JSON]> = Field("clicks", .json, writable: .never, standard: [])
    static let sendHold: Field<JSON> = Field("send_hold", .json, writable: .never)
    static let dateSent: Field<Timestamp?> = Field("date_sent", .timestamp, writable: .never)
    static let followupDate: Field<Timestamp?> = Field("followup_date", .timestamp)
    static let accountID: Field<String?> = Field("account_id", .text(max: 100), stored: false, shown: false)
    static let emailAccountID: Field<String?> = Field("email_account_id", .text(), writable: .never)
    static let templateID: Field<String?> = Field("template_id", .id("email_template"))
    static let templateName: Field<String?> = Field("template_name", .text(), writable: .never)
    static let references: Field<[String]> = Field("references", .json, writable: .never, standard: [])
    static let messageIDs: Field<[String]> = Field("message_ids", .json, writable: .never, standard: [])
    static let hasReply: Field<Bool> = Field("has_reply", .bool, writable: .never, standard: false)
    static let isAutoreply: Field<Bool> = Field(
        "is_autoreply", .bool, writable: .never, standard: false, shown: false)
    static let sendAttempts: Field<[JSON]> = Field("send_attempts", .json, writable: .never, standard: [])
    /// Our own Message-ID, fixed when the mail is first promised, so that replies to what is still waiting
    /// can name it.
    static let messageID: Field<String?> = Field("message_id", .text(), writable: .never, shown: false)
    static let inReplyTo: Field<String?> = Field("in_reply_to", .text(), writable: .never, shown: false)
    /// Counts how often the mail was promised: a job of an earlier promise must not keep the later one.
    static let generation: Field<Int> = Field(
        "send_generation", .int(), writable: .never, standard: 0, shown: false)
    static let phase: Field<SendPhase> = Field(
        "send_phase", .choice(of: SendPhase.self), writable: .never, standard: "", shown: false)

    private static let rare: [any FieldDeclaration] = [
        Plain.derived("opens_summary", .text()),
        Plain.derived("body_preview", .text()), Plain.derived("envelope"),
        Plain.derived("body_text_quoted", .json, standard: []),
        Plain.derived("body_html_quoted", .json, standard: []),
        Plain.derived("need_smtp_credentials", .bool, standard: false),
        Plain.kept("send_as_id", .text()), Plain.kept("bulk_email_action_id", .text()),
        Plain.kept("sequence_id", .text()), Plain.kept("sequence_name", .text()),
        Plain.kept("sequence_subscription_id", .text()),
        Plain("followup_sequence_id", .text(max: 100)), Plain("followup_sequence_delay", .int()),
        Plain("followup_sequence_add_cc_bcc", .bool, standard: false),
        Plain.derived("agent_action_reason"), Plain.derived("agent_config_id"),
    ]

    static let resource: Resource = Resource(
        "activity/email", model: "Email", id: .classic("acti"), table: "email",
        extends: Activity.base("Email"),
        fields: [
            status, direction, sender, to, cc, bcc, subject, bodyText, bodyHTML, attachments, threadID,
            inReplyToID, sendIn,
            dateScheduled, inRecipientTimezone, sendHold, opens, clicks, dateSent, followupDate, accountID,
            emailAccountID,
            templateID, templateName, references,
            messageIDs, hasReply, isAutoreply, sendAttempts, messageID, inReplyTo, generation, phase,
        ] + rare,
        permissions: Activity.permissions,
        events: .named(
            "activity.email", more: { $0.source == .server && $0.becomes(status, .sent) ? ["sent"] : [] },
            derived: EmailLoads.derived),
        transitions: Transitions(
            status,
            [
                .draft: [.scheduled, .outbox], .scheduled: [.draft], .outbox: [.draft],
                .error: [.draft, .scheduled, .outbox],
            ]),
        list: Activity.list,
        rules: [
            EmailRules.recognizeHTML, EmailRules.freezeUnlessDraft, RecipientTime.rule, EmailRules.fillIn,
            EmailRules.renderTemplate,
            EmailRules.deriveBodies,
            EmailRules.requireToSend, EmailRules.keepAttachments, EmailRules.findThread,
        ],
        effects: [
            EmailEffects.promise, EmailEffects.forget, EmailEffects.indexMessageIDs, EmailEffects.markReplied,
            EmailEffects.updateThread, EmailFollowup.keep, MailboxErrand.copySent,
        ],
        loads: Activity.loads + EmailLoads.all)
}

extension FieldKind {
    /// One mail address, bare or with a name; kept as it was written.
    static let mailbox: FieldKind = FieldKind("mailbox", storage: .text, schema: ["type": "string"]) {
        value throws(Problem) in
        let text = try checkedText(value, max: 1300).trimmed
        do { _ = try Address(parsing: text) } catch { throw .text("Invalid email address.") }
        return .string(text)
    }

    /// A file that was uploaded before; what is stored about it is filled in by a rule.
    static let attachment: FieldKind = .members([
        Plain("url", .text(max: 2000), required: true), Plain("filename", .text(max: 500), required: true),
        Plain("content_type", .text(max: 200), required: true), Plain("size", .int(0...1_000_000_000)),
        Plain("content_id", .text(max: 500)), Plain("inline_only", .bool, standard: false),
    ])

    /// One opening of an email. Its members are texts (reference 4.3).
    static let emailOpen: FieldKind = .members(
        [
            Plain("opened_at", .isoMoment, required: true), Plain("opened_by", .text(max: 300)),
            Plain("ip_address", .text(max: 60)), Plain("user_agent", .text(max: 500)),
        ],
        finish: { open throws(Problem) in open = JSONObject(open.members.filter { !$0.value.isNull }) })
}
