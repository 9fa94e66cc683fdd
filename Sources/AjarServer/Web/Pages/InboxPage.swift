import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// `/inbox/`: who waits for an answer, and what is due.
struct InboxPage: Sendable {
    let visitor: Visitor

    func answer() async throws -> Answer { visitor.isRead ? try await show() : try await change() }

    private func show() async throws -> Answer {
        let tasks = try await visitor.list(
            "task", ["view": "inbox", "_type": "all", "_order_by": "date", "_limit": "200"])
        let mailTasks = tasks.filter { $0["_type"].string == "incoming_email" }
        let waiting = try await Unanswered(visitor: visitor).emails()
        let calls = try await MissedCalls(visitor: visitor).calls()
        let names = try await LeadNames.of(waiting + tasks + calls, visitor)
        var mails: [Values] = waiting.map { mail($0, names, mailTasks) }
        let shown = Set(waiting.compactMap { $0["thread_id"].string })
        mails += mailTasks.filter { !shown.contains($0["object_id"].string ?? "") }.map {
            InboxTask.mail($0, names)
        }
        let due = tasks.filter { $0["_type"].string != "incoming_email" }
            .map { InboxTask.values($0, names, visitor.today) }
        var values: Values = ["n_waiting": mails.count, "n_due": due.count, "n_calls": calls.count]
        if !mails.isEmpty { values["mails"] = mails }
        if !due.isEmpty { values["due_tasks"] = due }
        if !calls.isEmpty {
            values["has_calls"] = true
            values["calls"] = calls.map { MissedCalls.values($0, names) }
        }
        values["snoozes"] = Snooze.choices(visitor.today)
        if mails.isEmpty, due.isEmpty, calls.isEmpty {
            values["is_clear"] = true
            let accounts = try await visitor.list("connected_account")
            values[accounts.isEmpty ? "needs_mailbox" : "is_ready"] = true
        }
        return visitor.page("inbox", title: "Inbox", area: "inbox", values)
    }

    private func mail(_ email: JSON, _ names: [String: String], _ tasks: [JSON]) -> Values {
        var row = Mail.values(email)
        row["lead_label"] = names[email["lead_id"].string ?? ""]
        let task = tasks.first { $0["object_id"].string == email["thread_id"].string }
        row["task_id"] = task?["id"].value
        row["waits"] = waits(since: email["activity_at"].string)
        return row
    }

    /// For how many days somebody waits; nil where it is less than one.
    private func waits(since text: String?) -> String? {
        guard let text, let moment = Timestamp(iso: text) else { return nil }
        let day = moment.date(offsetMinutes: visitor.offsetMinutes).daysSince1970
        let days = visitor.today.daysSince1970 - day
        return days < 1 ? nil : days == 1 ? "waits a day" : "waits \(days) days"
    }

    // MARK: - Changes

    private func change() async throws -> Answer {
        let form = try await visitor.form()
        if form["do"] == "called" { return try await MissedCalls(visitor: visitor).calledBack(form) }
        let id = try PathPart.checked(form["task"] ?? "")
        switch form["do"] {
        case "complete":
            try await visitor.put("task/\(id)", JSONObject([("is_complete", true)]))
            return .redirect("/inbox/?done=completed&task=\(id)")
        case "reopen":
            try await visitor.put("task/\(id)", JSONObject([("is_complete", false)]))
            return .redirect("/inbox/?done=reopened")
        case "snooze":
            let day = try Snooze.day(form["until"], visitor.today)
            try await visitor.put("task/\(id)", JSONObject([("date", .string(day.text))]))
            return .redirect("/inbox/?done=snoozed")
        default: throw AjarError.badRequest("The form wants something unknown.")
        }
    }
}

/// The days that a task can be put off to.
enum Snooze {
    static func choices(_ today: CivilDate) -> [Values] {
        let monday = 7 - weekday(today)
        return [("Tomorrow", 1), ("In three days", 3), ("Next Monday", monday), ("In two weeks", 14)].map {
            ["label": $0.0, "day": CivilDate(daysSince1970: today.daysSince1970 + $0.1).text]
        }
    }

    /// Monday is 0; the first of January 1970 was a Thursday.
    private static func weekday(_ date: CivilDate) -> Int { ((date.daysSince1970 + 3) % 7 + 7) % 7 }

    static func day(_ text: String?, _ today: CivilDate) throws -> CivilDate {
        guard let day = CivilDate(iso: text ?? ""), day.daysSince1970 > today.daysSince1970 else {
            throw AjarError.invalid("date", "Please choose a day that is still to come.")
        }
        return day
    }
}

/// A row of what is due.
enum InboxTask {
    private static let icons: [String: String] = [
        "email_followup": "clock", "missed_call": "phone", "voicemail": "phone", "outgoing_call": "phone",
        "answered_detached_call": "phone", "incoming_sms": "reply", "opportunity_due": "star",
    ]
    private static let titles: [String: String] = [
        "missed_call": "Missed call", "voicemail": "Voicemail", "outgoing_call": "Call",
        "answered_detached_call": "Call without a lead", "incoming_sms": "Text message",
        "opportunity_due": "Opportunity closes",
    ]

    static func values(_ task: JSON, _ names: [String: String], _ today: CivilDate) -> Values {
        let type = task["_type"].string ?? "lead"
        let text = task["text"].string ?? ""
        let title: String
        if type == "email_followup" {
            title = "No answer yet: \(task["subject"].string ?? "")"
        } else if let kind = titles[type] {
            title = text.isEmpty ? kind : "\(kind): \(text)"
        } else {
            title = text.isEmpty ? "A task without words" : text
        }
        var values: Values = [
            "task_id": task["id"].string ?? "", "task_lead": task["lead_id"].string ?? "",
            "task_label": names[task["lead_id"].string ?? ""] ?? "No lead",
            "task_icon": icons[type] ?? "check",
            "task_text": title,
        ]
        values["reply_to"] = type == "email_followup" ? task["email_id"].value : nil
        values["phone"] = task["remote_phone"].value ?? task["phone"].value
        let date = task["date"].string ?? ""
        values["due"] = Words.moment(date)
        if String(date.prefix(10)) < today.text { values["is_late"] = true }
        return values
    }

    /// A mail that is no longer among the latest.
    static func mail(_ task: JSON, _ names: [String: String]) -> Values {
        let name = task["contact_name"].string ?? names[task["lead_id"].string ?? ""] ?? "Somebody"
        var row: Values = [
            "mail_id": task["emails"].array?.last?.string ?? task["email_id"].string ?? "",
            "mail_lead": task["lead_id"].string ?? "", "mail_name": name, "face": Words.initials(name),
            "tint": Words.hue(name),
            "mail_subject": task["subject"].string ?? "No subject", "snip": task["body_preview"].string ?? "",
            "task_id": task["id"].string ?? "",
        ]
        row["lead_label"] = names[task["lead_id"].string ?? ""]
        row["mail_at"] = Words.moment(task["date_created"].string)
        return row
    }
}
