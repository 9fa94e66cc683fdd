import AjarCore
import AjarResource
import AjarStore

enum CallDirection: String, StringEnum { case inbound, outbound }

/// A telephone call. Those that clients log were made elsewhere: they are external (reference 10.8).
enum Call {
    static let direction: Field<CallDirection> = Field(
        "direction", .choice(of: CallDirection.self), standard: "outbound", filter: .id)
    static let phone: Field<String?> = Field("phone", .phone)
    static let recordingURL: Field<String?> = Field("recording_url", .secureURL)
    private static let text: Field<String> = Field("note", .text(max: 1_048_576), standard: "")
    private static let html: Field<String> = Field("note_html", .html, standard: .string(RichText.empty))

    static let resource: Resource = Resource(
        "activity/call", model: "Call", id: .classic("acti"), table: "call", extends: Activity.base("Call"),
        fields: [
            Field<String?>("lead_id", .id("lead"), writable: .onCreate, filter: .id),
            direction,
            Plain("status", .choice(statuses), standard: "completed", filter: .id),
            Plain("disposition", .choice(dispositions)),
            Plain("duration", .int(0...31_536_000), standard: 0),
            phone, Plain.kept("local_phone", .text()),
            text, html, recordingURL, Plain("voicemail_url", .secureURL),
            Plain.kept("voicemail_duration", .int(), standard: 0),
            Plain.kept("source", .text(), standard: "External"),
            Plain.kept("call_method", .text(), standard: "external"),
            Plain("outcome_id", .id("outcome"), filter: .id), Plain("playbook_id", .id("playbook")),
            Plain("conversation_type_id", .text(max: 100)), Plain("quality_info", .text(max: 10_000)),
        ] + Activity.sequence + derived,
        permissions: Activity.permissions, events: .named("activity.call"), list: Activity.list,
        rules: [ContactPhones.rule(phone), Activity.fillIn, RichText.rule(text.name, html.name)],
        loads: Activity.loads + [
            .phoneForms([
                ("phone", "phone_formatted", nil), ("phone", "remote_phone_formatted", "remote_country_iso"),
                ("local_phone", "local_phone_formatted", "local_country_iso"),
            ]),
            loadRecording,
        ])

    private static let statuses: [String] = [
        "created", "in-progress", "completed", "cancel", "no-answer", "busy", "failed", "timeout",
    ]

    private static let dispositions: [String] = [
        "answered", "no-answer", "vm-answer", "vm-left", "busy", "blocked", "error", "abandoned",
    ]

    private static let derived: [any FieldDeclaration] = [
        Plain.derived("phone_formatted"), Plain.derived("remote_phone"),
        Plain.derived("remote_phone_formatted"),
        Plain.derived("remote_country_iso"), Plain.derived("local_phone_formatted"),
        Plain.derived("local_country_iso"),
        Plain.derived("has_recording", .bool, standard: false), Plain.derived("cost"),
        Plain.derived("dialer_id"),
        Plain.derived("transferred_from"), Plain.derived("transferred_to"),
        Plain.derived("is_joinable", .bool, standard: false),
        Plain.derived("recording_transcript", .json, shown: false),
        Plain.derived("voicemail_transcript", .json, shown: false),
    ]

    private static let loadRecording: Load = Load(["has_recording", "remote_phone"]) { records, _ in
        for index in records.indices {
            records[index]["has_recording"] = .bool(records[index][recordingURL] != nil)
            records[index]["remote_phone"] = records[index][phone.name]
        }
    }
}

extension FieldKind {
    /// A file elsewhere that people will be led to: nothing but https.
    static let secureURL: FieldKind = FieldKind(
        "url", storage: .text, schema: ["type": "string", "format": "uri"]
    ) {
        value throws(Problem) in
        let text = try FieldKind.url.parse(value)
        guard text.string?.lowercased().hasPrefix("https://") == true else {
            throw .text("The URL must begin with https://.")
        }
        return text
    }
}
