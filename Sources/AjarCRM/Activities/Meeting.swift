import AjarCore
import AjarResource
import AjarStore

/// A meeting with people of a lead. Calendars bring them; a POST of ours logs one without a calendar
/// (reference 10.8).
enum Meeting {
    static let status: Field<String> = Field(
        "status", .choice(statuses), writable: .onCreate, standard: "upcoming", filter: .id)
    static let startsAt: Field<Timestamp?> = Field(
        "starts_at", .timestamp, writable: .onCreate, required: true, filter: [.exact, .range])
    static let endsAt: Field<Timestamp?> = Field(
        "ends_at", .timestamp, writable: .onCreate, filter: [.exact, .range])
    private static let note: Field<String> = Field("user_note", .text(max: 1_048_576), standard: "")
    private static let html: Field<String> = Field("user_note_html", .html, standard: .string(RichText.empty))
    static let integrations: Field<[JSON]> = Field("integrations", .json, writable: .never, standard: [])

    static let resource: Resource = Resource(
        "activity/meeting", model: "Meeting", id: .classic("acti"), table: "meeting",
        extends: Activity.base("Meeting"),
        fields: [
            Plain("title", .text(max: 1000), writable: .onCreate, standard: ""), status, startsAt, endsAt,
            note, html,
            Plain("location", .text(max: 2000), writable: .onCreate),
            Plain("note", .text(max: 1_048_576), writable: .onCreate, standard: ""),
            Plain("attendees", .list(.attendee, max: 500), writable: .onCreate, standard: []),
            Plain("is_recurring", .bool, writable: .onCreate, standard: false),
            Plain("outcome_id", .id("outcome"), filter: .id),
            Plain("calendar_event_link", .url, writable: .onCreate),
            Plain.kept("source", .text(), standard: "manual"),
            Plain("provider_calendar_event_id", .text(max: 1000), writable: .onCreate, filter: .id),
            Plain("provider_calendar_id", .text(max: 1000), writable: .onCreate, filter: .exact),
            Plain(
                "provider_calendar_type", .choice(["google", "microsoft"]), writable: .onCreate,
                filter: .exact),
            integrations,
            Plain.derived("duration", .int()), Plain.derived("attached_call_ids", .json, standard: []),
            Plain.derived("conference_links", .json, standard: []), Plain.derived("summary"),
            Plain.derived("transcripts", .json, standard: [], shown: false),
        ],
        operations: [.list, .get, .update, .delete], permissions: Activity.permissions,
        events: .named("activity.meeting", more: moreEvents),
        list: ListRules(
            maxLimit: Activity.list.maxLimit, order: Activity.list.order, orders: Activity.list.orders,
            filters: Activity.list.filters, scope: checkSearch),
        rules: [fillIn, RichText.rule(note.name, html.name)], loads: Activity.loads + [loadDuration])

    private static let statuses: [String] = [
        "upcoming", "in-progress", "completed", "canceled", "declined-by-lead", "declined-by-org",
    ]

    @Sendable private static func moreEvents(_ change: Change) -> [String] {
        if change.isCreation { return change.new[status] == "upcoming" ? ["scheduled"] : [] }
        return change.becomes(status, "canceled")
            ? ["canceled"] : change.becomes(status, "completed") ? ["completed"] : []
    }

    /// A calendar is looked through by its events, never as a whole.
    @Sendable private static func checkSearch(_ query: ListQuery, _ context: ReadContext) throws -> SQL? {
        let names = ["provider_calendar_id", "provider_calendar_type"]
        guard query.parameters["provider_calendar_event_id"] == nil,
            names.contains(where: { query.parameters.nonempty($0) != nil })
        else { return nil }
        throw AjarError.invalid("provider_calendar_event_id", "This field is required to search by calendar.")
    }

    /// A meeting happens when it starts. One that is over when it is logged took place.
    @Sendable private static func fillIn(_ change: inout Change, _ context: WriteContext) throws {
        if change.isCreation, let start = change.new[startsAt] {
            change.new[Activity.activityAt] = change.new[Activity.activityAt] ?? start
            if let end = change.new[endsAt], end < start {
                change.refuse(endsAt.name, "A meeting can't end before it starts.")
            }
            if !change.isGiven(status), (change.new[endsAt] ?? start) < context.now {
                change.new[status] = "completed"
            }
        }
        try Activity.fillIn(&change, context)
    }

    private static let loadDuration: Load = Load(["duration"]) { records, _ in
        for index in records.indices {
            guard let start = records[index][startsAt], let end = records[index][endsAt] else { continue }
            records[index]["duration"] = .int(Int((end - start).components.seconds))
        }
    }
}

extension FieldKind {
    /// Somebody who is invited.
    static let attendee: FieldKind = .members([
        Plain("email", .email), Plain("name", .text(max: 500)), Plain("user_id", .text(max: 100)),
        Plain("contact_id", .text(max: 100)), Plain("is_organizer", .bool, standard: false),
        Plain("status", .choice(["noreply", "yes", "no", "maybe"]), standard: "noreply"),
    ])
}
