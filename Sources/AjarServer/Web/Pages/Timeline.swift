import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// What happened on a lead, newest first: conversations as threads, everything else as single entries.
struct Timeline: Sendable {
    let visitor: Visitor
    let lead: String
    let contacts: [JSON]

    private static let perPage: Int = 40
    /// Threads from here on are closed: what is read first is open.
    private static let opened: Int = 3

    private var page: Int { min(max(visitor.parameters["page"].flatMap { Int($0) } ?? 1, 1), 1000) }

    var newer: String? { page > 1 ? "/lead/\(lead)/?page=\(page - 1)" : nil }

    func older() async throws -> String? {
        let next = try await activities(limit: 1, skip: page * Self.perPage)
        return next.isEmpty ? nil : "/lead/\(lead)/?page=\(page + 1)"
    }

    func entries() async throws -> [Values] {
        var entries: [Values] = []
        var threads = 0
        let found = try await activities(limit: Self.perPage, skip: (page - 1) * Self.perPage)
        let isCustom = found.contains { $0["_type"].string == "CustomActivity" }
        let types = isCustom ? try await visitor.list("custom_activity") : []
        for activity in found {
            switch activity["_type"].string {
            case "EmailThread":
                entries.append(try await thread(activity, isOpen: threads < Self.opened))
                threads += 1
            case "CustomActivity": entries.append(try await custom(activity, types))
            case let type?: entries.append(Self.entry(activity, type))
            case nil: continue
            }
        }
        return entries
    }

    private func activities(limit: Int, skip: Int) async throws -> [JSON] {
        try await visitor.list(
            "activity",
            [
                "lead_id": lead, "thread_emails": "only", "_limit": String(limit), "_skip": String(skip),
                "_order_by": "-activity_at",
            ])
    }

    // MARK: - Threads

    private func thread(_ thread: JSON, isOpen: Bool) async throws -> Values {
        let emails = thread["emails"].array ?? []
        var mails: [Values] = []
        for (index, email) in emails.enumerated() {
            mails.append(try await mail(email, isOpen: isOpen && index == emails.count - 1))
        }
        let subject = emails.first?["subject"].string ?? thread["latest_normalized_subject"].string ?? ""
        var values: Values = [
            "is_thread": true, "thread_subject": subject.isEmpty ? "No subject" : subject, "mails": mails,
        ]
        if emails.count > 1 { values["n_mails"] = emails.count }
        if emails.last?["status"].string == "inbox" { values["is_waiting"] = true }
        return values
    }

    private func mail(_ short: JSON, isOpen: Bool) async throws -> Values {
        var mail = Mail.values(short)
        // A face is that of who wrote.
        let sender = mail["mail_from"] as? String ?? ""
        mail["face"] = Words.initials(sender)
        mail["tint"] = Words.hue(sender)
        guard let id = short["id"].string, isOpen || short["attachments"].array?.isEmpty == false else {
            return mail
        }
        if isOpen { mail["is_open"] = true }
        let full = try await visitor.get("activity/email/\(id)", ["_fields": "attachments,send_attempts"])
        mail["attachments"] = full["attachments"].value
        if short["status"].string == "error" { mail["words"] = Mail.words(full) }
        return mail
    }

    // MARK: - Single entries

    /// An activity of a type that the organization defined, with its fields.
    private func custom(_ activity: JSON, _ types: [JSON]) async throws -> Values {
        let type = types.first { $0["id"] == activity["custom_activity_type_id"] } ?? .null
        let definitions = type["fields"].array ?? []
        let input = try await CustomInput(for: definitions, contacts: contacts, visitor)
        var entry = Self.entry(activity, type["name"].string ?? "Activity")
        entry["lines"] = input.lines(activity, definitions)
        if activity["status"].string == "draft" { entry["entry_more"] = "draft" }
        return entry
    }

    private static func entry(_ activity: JSON, _ type: String) -> Values {
        var values: Values = ["entry_icon": icons[type] ?? "star", "entry_title": title(activity, type)]
        let text = activity["note"].string ?? activity["text"].string ?? ""
        if !text.isEmpty { values["entry_text"] = text }
        if let seconds = activity["duration"].int, seconds > 0, type == "Call" {
            values["entry_more"] = seconds < 60 ? "\(seconds) s" : "\(seconds / 60) min"
        }
        values["entry_at"] = Words.moment(activity["activity_at"].string ?? activity["date_created"].string)
        return values
    }

    private static let icons: [String: String] = [
        "Note": "note", "Call": "phone", "Meeting": "clock", "TaskCompleted": "check", "Created": "plus",
        "SMS": "reply",
    ]

    private static func title(_ activity: JSON, _ type: String) -> String {
        let who = activity["user_name"].string ?? activity["created_by_name"].string ?? "Somebody"
        switch type {
        case "Note": return "\(who) wrote a note"
        case "Call":
            let isIncoming = activity["direction"].string == "inbound"
            if isIncoming, activity["duration"].int ?? 0 == 0 { return "Missed call" }
            return "\(who) \(isIncoming ? "took" : "made") a call"
        case "Created": return "\(who) created the lead"
        case "LeadStatusChange":
            return
                "\(who) changed the status from \(activity["old_status_label"].string ?? "–") to \(activity["new_status_label"].string ?? "–")"
        case "OpportunityStatusChange":
            return "\(who) moved an opportunity to \(activity["new_status_label"].string ?? "–")"
        case "TaskCompleted": return "\(who) completed “\(activity["task_text"].string ?? "a task")”"
        case "Meeting": return "Meeting: \(activity["title"].string ?? "")"
        default: return "\(who): \(type)"
        }
    }
}

/// An email as pages show it.
enum Mail {
    static func values(_ email: JSON) -> Values {
        let status = email["status"].string ?? ""
        let isIncoming = email["direction"].string == "incoming"
        let sender = email["sender"].string ?? ""
        let recipients = email["to"].array?.compactMap(\.string) ?? []
        let others = recipients.map(Words.person).joined(separator: ", ")
        let name = isIncoming ? Words.person(sender) : others.isEmpty ? "No recipient" : others
        let subject = email["subject"].string ?? ""
        var values: Values = [
            "mail_id": email["id"].string ?? "", "mail_lead": email["lead_id"].string ?? "",
            "mail_name": name,
            "face": Words.initials(name), "tint": Words.hue(name),
            "mail_subject": subject.isEmpty ? "No subject" : subject,
            "snip": email["body_preview"].string ?? "", "mail_from": Words.person(sender),
            "mail_to": others.isEmpty ? "nobody yet" : others, "is_incoming": isIncoming,
            "is_\(status)": true, "mail_status": status,
        ]
        values["mail_at"] = Words.moment(
            status == "scheduled"
                ? email["date_scheduled"].string : email["activity_at"].string ?? email["date_created"].string
        )
        values["opened"] = email["opens_summary"].value
        if email["has_reply"].bool == true { values["is_answered"] = true }
        return values
    }

    /// What the mail server said, as it said it.
    static func words(_ email: JSON) -> String {
        guard let last = email["send_attempts"].array?.last else { return "The mail server gave no reason." }
        let words =
            ["error_message", "message", "error", "reply"].lazy.compactMap { last[$0].string }.first
            ?? last.text
        guard let host = last["host"].string, !host.isEmpty else { return words }
        return "\(host): \(words)"
    }
}
