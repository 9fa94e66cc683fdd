import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// `/settings/webhooks/`: which events are posted where; with `?id=` one of them, and what became of its deliveries.
struct WebhooksPage: SettingsDesk.Page {
    let desk: SettingsDesk
    init(_ desk: SettingsDesk) { self.desk = desk }

    private static let fields: [FormField] = [
        FormField("url", "Address", .url, hint: "Events are posted here, signed.", isRequired: true),
        FormField(
            "events", "Events", .lines, hint: "One a line, such as “lead.created” or “activity.email.sent”.",
            isRequired: true),
        FormField("verify_ssl", "Check the certificate", .check, value: true),
    ]

    func show() async throws -> Answer {
        if let id = desk.visitor.parameters.nonempty("id") {
            return try await one(try PathPart.checked(id), nil)
        }
        return try await show([], nil, [:])
    }

    private func show(
        _ secrets: [(label: String, text: String)], _ problem: String?, _ form: [String: String]
    ) async throws -> Answer {
        let rows = try await desk.visitor.list("webhook").map { hook -> SettingsList.Row in
            let isActive = hook["status"].string == "active"
            let names = Self.names(hook)
            return SettingsList.Row(
                id: hook["id"].string ?? "", title: hook["url"].string ?? "",
                detail: names.prefix(3).joined(separator: ", ")
                    + (names.count > 3 ? " and \(names.count - 3) more" : ""),
                tag: isActive ? "active" : "paused", tone: isActive ? "good" : "warn",
                link: "/settings/webhooks/?id=\(hook["id"].string ?? "")")
        }
        let fields = problem == nil ? Self.fields : Self.fields.holding(.object(Self.fields.read(form)))
        let section = SettingsList.Section(
            rows: rows,
            empty: "No webhook yet. Tell another program about every change, the moment it happens.",
            add: ("Add a webhook", "Add", fields), isOpen: problem != nil)
        return desk.list(
            "Webhooks",
            intro: "Programs that are told of events. What can’t be delivered is tried again for three days.",
            SettingsList(sections: [section], secrets: secrets), problem: problem)
    }

    private func one(_ id: String, _ problem: String?) async throws -> Answer {
        let hook = try await desk.visitor.get("webhook/\(id)")
        let status = desk.visitor.parameters.nonempty("status") ?? ""
        var filter: [(name: String, value: String)] = [
            (name: "_limit", value: "50"), (name: "_order_by", value: "-date_created"),
        ]
        if !status.isEmpty { filter.append((name: "status", value: status)) }
        let deliveries = try await desk.visitor.get("webhook/\(id)/deliveries", all: Parameters(filter))
        var values: Values = ["hook_id": id, "hook_url": hook["url"].string ?? ""]
        if hook["status"].string == "active" { values["is_active"] = true }
        values["fields"] = Self.fields.holding(
            .object(
                JSONObject([
                    ("url", hook["url"]), ("events", .array(Self.names(hook).map(JSON.string))),
                    ("verify_ssl", hook["verify_ssl"]),
                ]))
        ).map(\.values)
        let rows = (deliveries["data"].array ?? []).map(Self.delivery)
        if !rows.isEmpty { values["deliveries"] = rows }
        values["filters"] = [
            ("", "All"), ("pending", "Waiting"), ("delivered", "Delivered"), ("failed", "Failed"),
        ].map { value, label -> Values in
            var link: Values = ["filter_value": value, "filter_label": label]
            if value == status { link["is_current"] = true }
            return link
        }
        return desk.page(
            "settings-webhook", "Webhook", intro: hook["url"].string ?? "", values, problem: problem)
    }

    private static func delivery(_ delivery: JSON) -> Values {
        let status = delivery["status"].string ?? ""
        let attempts = delivery["attempts"].array ?? []
        var row: Values = [
            "delivery_id": delivery["id"].string ?? "", "delivery_status": status,
            "delivery_event": "\(delivery["object_type"].string ?? "").\(delivery["action"].string ?? "")",
            "delivery_object": delivery["object_id"].string ?? "",
            "delivery_tone": status == "delivered" ? "good" : status == "failed" ? "bad" : "warn",
            "delivery_tries": attempts.count == 1 ? "1 try" : "\(attempts.count) tries",
        ]
        row["delivery_at"] = Words.moment(delivery["delivered_at"].string ?? delivery["date_created"].string)
        row["delivery_next"] = Words.moment(delivery["next_attempt_at"].string)
        row["tries"] = attempts.reversed().prefix(10).map { attempt -> Values in
            let answer = attempt["status_code"].int.map { "answered \($0)" }
            var values: Values = ["try_text": answer ?? attempt["error"].string ?? "no answer"]
            values["try_at"] = Words.moment(attempt["date"].string.map { "\($0)Z" })
            return values
        }
        return row
    }

    private static func names(_ hook: JSON) -> [String] {
        (hook["events"].array ?? []).map { "\($0["object_type"].string ?? "").\($0["action"].string ?? "")" }
    }

    // MARK: - Forms

    func take(_ form: [String: String]) async throws -> Answer {
        let visitor = desk.visitor
        guard form["do"] != "create" else { return try await create(form) }
        let id = try PathPart.checked(form["id"] ?? "")
        do {
            switch form["do"] {
            case "update": try await visitor.put("webhook/\(id)", try Self.body(form))
            case "pause": try await visitor.put("webhook/\(id)", JSONObject([("status", "paused")]))
            case "resume": try await visitor.put("webhook/\(id)", JSONObject([("status", "active")]))
            case "retry":
                try await visitor.post(
                    "webhook/\(id)/deliveries/\(try PathPart.checked(form["delivery"] ?? ""))/retry",
                    JSONObject())
            case "delete":
                try await visitor.delete("webhook/\(id)")
                return desk.done("deleted")
            default: throw SettingsDesk.unknownWish
            }
            return .redirect("/settings/webhooks/?id=\(id)&done=\(form["do"] == "retry" ? "retry" : "saved")")
        } catch let error as AjarError { return try await one(id, Problem.text(error)) }
    }

    private func create(_ form: [String: String]) async throws -> Answer {
        do {
            let made = try await desk.visitor.post("webhook", try Self.body(form))
            return try await show(
                [("The key of the signatures. It is shown this once.", made["signature_key"].string ?? "")],
                nil, [:])
        } catch let error as AjarError { return try await show([], Problem.text(error), form) }
    }

    /// `activity.email.sent` is the action `sent` of `activity.email`.
    private static func body(_ form: [String: String]) throws -> JSONObject {
        var body = fields.read(form)
        let names = body["events"]?.array?.compactMap(\.string) ?? []
        body["events"] = .array(
            try names.map { name in
                guard let dot = name.lastIndex(of: "."), dot != name.startIndex else {
                    throw AjarError.invalid("events", "“\(name)” isn’t an event. “lead.created” is one.")
                }
                return [
                    "object_type": .string(String(name[..<dot])),
                    "action": .string(String(name[name.index(after: dot)...])),
                ]
            })
        return body
    }
}
