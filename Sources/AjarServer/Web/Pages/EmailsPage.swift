import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// `/emails/`: every email by where it is on its way, and `/emails/{id}/`: what is done to one.
struct EmailsPage: Sendable {
    private static let perPage: Int = 50
    private static let tabs: [(status: String, label: String, isCounted: Bool)] = [
        ("draft", "Drafts", true), ("scheduled", "Scheduled", true), ("outbox", "Outbox", true),
        ("sent", "Sent", true), ("error", "Errors", true), ("inbox", "Received", false),
    ]
    private static let empty: [String: String] = [
        "draft": "What you begin to write is kept here until you send it.",
        "scheduled": "Emails that leave by themselves at a time you choose.",
        "outbox": "Emails on their way. They rest here for a moment, so that you can take them back.",
        "sent": "What you send appears here, and on the lead it went to.",
        "error": "Nothing went wrong. If a mail server refuses an email, its words will be here.",
        "inbox": "What people answer appears here.",
    ]

    let visitor: Visitor

    func answer() async throws -> Answer {
        if visitor.segments.count == 2 { return try await change(try PathPart.checked(visitor.segments[1])) }
        guard visitor.segments.count == 1, visitor.isRead else { throw Visit.noMethod }
        return try await show()
    }

    private func show() async throws -> Answer {
        let given = visitor.parameters["tab"] ?? "sent"
        let tab = Self.tabs.contains { $0.status == given } ? given : "sent"
        let page = PageOfList(visitor)
        var parameters = page.parameters(by: "activity_at", isDown: true, limit: Self.perPage)
        parameters += [(name: "status", value: tab), (name: "_fields", value: Self.fields)]
        let found = try await visitor.get("activity/email", all: Parameters(parameters))
        let turned = page.turned(found, by: "activity_at")
        if page.isBackwards, turned.previous == nil { return .redirect("/emails/?tab=\(tab)") }
        let emails = turned.rows
        let names = try await LeadNames.of(emails, visitor)
        let rows: [Values] = emails.map { email in
            var row = Mail.values(email)
            row["lead_label"] = names[email["lead_id"].string ?? ""]
            if tab == "error" || email["send_attempts"].array?.isEmpty == false && tab == "outbox" {
                row["words"] = Mail.words(email)
            }
            return row
        }
        var values: Values = ["empty_text": Self.empty[tab] ?? ""]
        if !rows.isEmpty { values["rows"] = rows }
        var tabs: [Values] = []
        for entry in Self.tabs {
            var values: Values = ["status": entry.status, "label": entry.label]
            if entry.status == tab { values["is_current"] = true }
            if entry.isCounted { values["n"] = try await count(entry.status) }
            if entry.status == "error" { values["is_bad"] = true }
            tabs.append(values)
        }
        values["tabs"] = tabs
        values["previous"] = turned.previous.map { "/emails/?tab=\(tab)\($0)" }
        values["next"] = turned.next.map { "/emails/?tab=\(tab)\($0)" }
        return visitor.page("emails", title: "Emails", area: "emails", values)
    }

    /// `7` or `99+`: counting further takes long and tells nobody more. Nothing where there is none.
    private func count(_ status: String) async throws -> String? {
        let found = try await visitor.get(
            "activity/email", ["status": status, "_limit": "99", "_fields": "id"])
        let count = found["data"].array?.count ?? 0
        return found["has_more"].bool == true ? "99+" : count == 0 ? nil : String(count)
    }

    private static let fields: String = """
        id,lead_id,status,direction,sender,to,subject,body_preview,activity_at,date_created,date_scheduled,opens_summary,\
        has_reply,send_attempts
        """

    private func change(_ id: String) async throws -> Answer {
        let form = try await visitor.form()
        let path = "activity/email/\(id)"
        switch form["do"] {
        case "undo":
            try await visitor.put(path, JSONObject([("status", "draft")]))
            return .redirect("/compose/?email=\(id)&done=undone")
        case "retry":
            try await visitor.put(path, JSONObject([("status", "outbox")]))
            return .redirect("/emails/?tab=outbox&done=retry")
        case "delete":
            try await visitor.delete(path)
            return .redirect("/emails/?tab=draft&done=deleted")
        default: throw AjarError.badRequest("The form wants something unknown.")
        }
    }
}

/// The names of the leads that a list of objects is about.
enum LeadNames {
    static func of(_ objects: [JSON], _ visitor: Visitor) async throws -> [String: String] {
        let ids = Set(objects.compactMap { $0["lead_id"].string }).sorted()
        guard !ids.isEmpty else { return [:] }
        let leads = try await visitor.list(
            "lead", ["id__in": ids.joined(separator: ","), "_fields": "id,display_name", "_limit": "200"])
        return Dictionary(
            leads.compactMap { lead in
                lead["id"].string.map { ($0, lead["display_name"].string ?? "Untitled") }
            },
            uniquingKeysWith: { $1 })
    }
}
