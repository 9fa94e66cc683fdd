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

    func entries() async throws -> [Values] {
        let activities = try await visitor.list(
            "activity", ["lead_id": lead, "thread_emails": "only", "_limit": "60", "_order_by": "-activity_at"])
        var entries: [Values] = []
        for activity in activities {
            switch activity["_type"].string {
            case "EmailThread": entries.append(try await thread(activity))
            case let type?: entries.append(Self.entry(activity, type))
            case nil: continue
            }
        }
        return entries
    }

    // MARK: - Threads

    private func thread(_ thread: JSON) async throws -> Values {
        let emails = thread["emails"].array ?? []
        var mails: [Values] = []
        for (index, email) in emails.enumerated() { mails.append(try await mail(email, isLast: index == emails.count - 1)) }
        let subject = emails.first?["subject"].string ?? thread["latest_normalized_subject"].string ?? ""
        let last = emails.last
        var values: Values = ["is_thread": true, "thread_subject": subject.isEmpty ? "No subject" : subject, "mails": mails]
        if emails.count > 1 { values["n_mails"] = emails.count }
        if let id = emails.last(where: { ["sent", "inbox"].contains($0["status"].string ?? "") })?["id"].string {
            values["reply_to"] = id
        }
        if last?["status"].string == "inbox" { values["is_waiting"] = true }
        return values
    }

    private func mail(_ short: JSON, isLast: Bool) async throws -> Values {
        var mail = Mail.values(short)
        mail["lead_of_mail"] = lead
        guard isLast, let id = short["id"].string else { return mail }
        mail["is_open"] = true
        let full = try await visitor.get("activity/email/\(id)", ["_fields": "attachments,body_html_quoted"])
        mail["attachments"] = full["attachments"].value
        if full["body_html_quoted"].array?.contains(where: { $0["expand"].bool == false }) == true { mail["has_quote"] = true }
        return mail
    }

    // MARK: - Single entries

    private static func entry(_ activity: JSON, _ type: String) -> Values {
        var values: Values = ["entry_icon": icons[type] ?? "star", "entry_title": title(activity, type)]
        let text = activity["note"].string ?? activity["text"].string ?? ""
        if !text.isEmpty { values["entry_text"] = text }
        values["entry_at"] = Words.moment(activity["activity_at"].string ?? activity["date_created"].string)
        return values
    }

    private static let icons: [String: String] = [
        "Note": "note", "Call": "phone", "Meeting": "clock", "TaskCompleted": "check", "Created": "plus", "SMS": "reply",
    ]

    private static func title(_ activity: JSON, _ type: String) -> String {
        let who = activity["user_name"].string ?? activity["created_by_name"].string ?? "Somebody"
        switch type {
        case "Note": return "\(who) wrote a note"
        case "Call":
            return "\(who) \(activity["direction"].string == "inbound" ? "took" : "made") a call"
        case "Created": return "\(who) created the lead"
        case "LeadStatusChange":
            return "\(who) changed the status from \(activity["old_status_label"].string ?? "–") to \(activity["new_status_label"].string ?? "–")"
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
            "mail_id": email["id"].string ?? "", "mail_lead": email["lead_id"].string ?? "", "mail_name": name,
            "face": Words.initials(name), "tint": Words.hue(name), "mail_subject": subject.isEmpty ? "No subject" : subject,
            "snip": email["body_preview"].string ?? "", "mail_from": Words.person(sender),
            "mail_to": others.isEmpty ? "nobody yet" : others, "is_incoming": isIncoming,
            "is_\(status)": true, "mail_status": status,
        ]
        values["mail_at"] = Words.moment(
            status == "scheduled" ? email["date_scheduled"].string : email["activity_at"].string ?? email["date_created"].string)
        values["opened"] = email["opens_summary"].value
        if email["has_reply"].bool == true { values["is_answered"] = true }
        return values
    }
}
