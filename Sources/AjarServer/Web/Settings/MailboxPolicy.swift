import AjarCore

/// How fast, and when, a mailbox sends: its caps, its warm-up and its hours, as a form.
struct MailboxPolicy: Sendable {
    private let sending: JSON

    init(_ sending: JSON) { self.sending = sending }

    /// What a provider, or good manners, let a mailbox send; an empty one is no limit.
    private static let caps: [FormField] = [
        FormField("per_hour", "Recipients an hour", .number),
        FormField("per_day", "Recipients a day", .number),
        FormField("per_domain_hour", "An hour, to one domain", .number),
        FormField("per_domain_day", "A day, to one domain", .number),
        FormField("min_gap", "Seconds between two", .number),
    ]
    private static let warmUp: [FormField] = [
        FormField("started_on", "Begins on", .date),
        FormField("first_day", "Recipients on the first day", .number),
        FormField("growth_percent", "More each day, in %", .number),
    ]
    private static let days: [(name: String, label: String)] = [
        ("monday", "Mon"), ("tuesday", "Tue"), ("wednesday", "Wed"), ("thursday", "Thu"), ("friday", "Fri"),
        ("saturday", "Sat"), ("sunday", "Sun"),
    ]
    private static let maxWindows: Int = 50
    /// A field of a browser can't say the end of the day.
    private static let (lastMinute, endOfDay): (String, String) = ("23:59", "24:00")

    var values: Values {
        var values: Values = ["caps": Self.caps.holding(sending).map(\.values)]
        var warmUp = sending["warm_up"].object ?? JSONObject()
        if let growth = warmUp["growth"]?.number {
            warmUp["growth_percent"] = .int(Int(((growth - 1) * 100).rounded()))
        }
        values["warm_up"] = Self.warmUp.holding(.object(warmUp)).map(\.values)
        let windows = sending["windows"].array ?? []
        // One more than there are, for a new one.
        values["windows"] = (windows + [.null]).prefix(Self.maxWindows).enumerated().map {
            Self.shown($0.offset, $0.element)
        }
        values["timezone"] = sending["timezone"].string ?? "UTC"
        values["summary"] = summary(windows)
        return values
    }

    private static func shown(_ index: Int, _ window: JSON) -> Values {
        let chosen = Set(window["days"].array?.compactMap(\.string) ?? [])
        let to = window["to"].string ?? ""
        return [
            "window": index, "window_from": window["from"].string ?? "",
            "window_to": to == endOfDay ? lastMinute : to,
            "days": days.map { day -> Values in
                ["day": day.name, "day_label": day.label, "is_chosen": chosen.contains(day.name)]
            },
        ]
    }

    /// What holds, in a line.
    private func summary(_ windows: [JSON]) -> String {
        var parts = [("per_hour", "an hour"), ("per_day", "a day")].compactMap { name, words in
            sending[name].int.map { "\($0) \(words)" }
        }
        if !sending["warm_up"].isNull { parts.append("warming up") }
        if !windows.isEmpty { parts.append("at certain hours") }
        return parts.isEmpty ? "no limits" : parts.joined(separator: ", ")
    }

    // MARK: - Reading

    static func read(_ form: [String: String]) -> JSONObject {
        var sending = caps.read(form)
        sending["warm_up"] = warmUp(warmUp.read(form))
        sending["windows"] = .array((0..<maxWindows).compactMap { window($0, form) })
        sending["timezone"] = .string(form.typed("timezone") ?? "UTC")
        return sending
    }

    /// Nothing typed is no warm-up.
    private static func warmUp(_ given: JSONObject) -> JSON {
        guard given.members.contains(where: { !$0.value.isNull }) else { return .null }
        var warmUp = given
        warmUp["growth_percent"] = nil
        if let percent = given["growth_percent"]?.number { warmUp["growth"] = .double(1 + percent / 100) }
        return .object(warmUp)
    }

    /// A window without hours is none.
    private static func window(_ index: Int, _ form: [String: String]) -> JSON? {
        let from = form.typed("window:\(index):from")
        let to = form.typed("window:\(index):to")
        guard from != nil || to != nil else { return nil }
        let chosen = days.filter { form["window:\(index):\($0.name)"] != nil }.map { JSON.string($0.name) }
        return [
            "days": .array(chosen), "from": JSON(from), "to": JSON(to == lastMinute ? endOfDay : to),
        ]
    }
}
