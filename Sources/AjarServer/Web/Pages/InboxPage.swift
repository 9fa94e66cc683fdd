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
        let waiting = try await unanswered()
        let tasks = try await visitor.list("task", ["view": "inbox", "_type": "all", "_order_by": "date", "_limit": "100"])
        let names = try await LeadNames.of(waiting + tasks, visitor)
        let mails: [Values] = waiting.map { email in
            var row = Mail.values(email)
            row["lead_label"] = names[email["lead_id"].string ?? ""]
            return row
        }
        let today = visitor.api.engine.store.environs.clock.now.date().text
        let due: [Values] = tasks.map { Self.task($0, names, today) }
        var values: Values = ["n_waiting": mails.count, "n_due": due.count]
        if !mails.isEmpty { values["mails"] = mails }
        if !due.isEmpty { values["due_tasks"] = due }
        if mails.isEmpty, due.isEmpty {
            values["is_clear"] = true
            let accounts = try await visitor.list("connected_account")
            values[accounts.isEmpty ? "needs_mailbox" : "is_ready"] = true
        }
        return visitor.page("inbox", title: "Inbox", area: "inbox", values)
    }

    /// Received mails that are the last word of their conversation.
    private func unanswered() async throws -> [JSON] {
        let received = try await visitor.list(
            "activity/email", ["status": "inbox", "_order_by": "-activity_at", "_limit": "100", "_fields": Self.fields])
        let threads = Set(received.compactMap { $0["thread_id"].string }).sorted()
        guard !threads.isEmpty else { return [] }
        let answers = try await visitor.list(
            "activity/email",
            [
                "thread_id__in": threads.joined(separator: ","), "status__in": "sent,outbox,scheduled",
                "_order_by": "-activity_at", "_limit": "100", "_fields": "thread_id,activity_at",
            ])
        var seen: Set<String> = []
        return received.filter { email in
            guard let thread = email["thread_id"].string, seen.insert(thread).inserted else { return false }
            let at = email["activity_at"].string ?? ""
            return !answers.contains { $0["thread_id"].string == thread && ($0["activity_at"].string ?? "") > at }
        }
    }

    private static let fields: String = "id,lead_id,thread_id,status,direction,sender,to,subject,body_preview,activity_at"

    private static func task(_ task: JSON, _ names: [String: String], _ today: String) -> Values {
        let type = task["_type"].string ?? "lead"
        let isFollowup = type == "email_followup"
        let text = task["text"].string ?? ""
        let subject = task["subject"].string ?? ""
        let date = task["date"].string ?? ""
        var values: Values = [
            "task_id": task["id"].string ?? "", "task_lead": task["lead_id"].string ?? "",
            "task_label": names[task["lead_id"].string ?? ""] ?? "Lead",
            "task_icon": isFollowup ? "clock" : type.contains("call") ? "phone" : "check",
            "task_text": isFollowup ? "No answer yet: \(subject)" : text.isEmpty ? "A task without words" : text,
        ]
        values["due"] = Words.moment(date)
        if String(date.prefix(10)) < today { values["is_late"] = true }
        return values
    }

    private func change() async throws -> Answer {
        let form = try await visitor.form()
        let path = "task/\(try PathPart.checked(form["task"] ?? ""))"
        switch form["do"] {
        case "complete":
            try await visitor.put(path, JSONObject([("is_complete", true)]))
            return .redirect("/inbox/?done=completed")
        case "snooze":
            let today = visitor.api.engine.store.environs.clock.now.date()
            let tomorrow = CivilDate(daysSince1970: today.daysSince1970 + 1).text
            try await visitor.put(path, JSONObject([("date", .string(tomorrow))]))
            return .redirect("/inbox/?done=snoozed")
        default: throw AjarError.badRequest("The form wants something unknown.")
        }
    }
}
