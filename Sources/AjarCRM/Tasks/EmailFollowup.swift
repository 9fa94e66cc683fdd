import AjarCore
import AjarResource
import AjarStore

/// The reminder of a mail that nobody has answered yet. It is there from the moment the mail is out, as
/// something to come, and goes when somebody answers (reference 4.1, 5.2).
enum EmailFollowup {
    private typealias Email = EmailActivity
    private static let type: String = "email_followup"

    /// An effect of emails. In the transaction of the answer: no one is reminded of what was answered.
    @Sendable static func keep(_ change: Change, _ context: WriteContext) throws {
        let email = change.new
        let isAwaited = !change.isDeletion && email[Email.status] == .sent && !email[Email.hasReply]
        guard change.isCreation ? isAwaited && email[Email.followupDate] != nil : isAffected(change) else {
            return
        }
        let open =
            change.isCreation
            ? []
            : try context.all(
                LeadTask.resource,
                where: "email_id = \(change.id) AND \"_type\" = \(type) AND is_complete = 0", order: "id")
        guard isAwaited, let date = email[Email.followupDate] else {
            for task in open { try context.remove(LeadTask.resource, task) }
            return
        }
        if let task = open.first {
            try context.update(LeadTask.resource, task) { set(date, &$0) }
        } else if change.changes(Email.followupDate) || change.becomes(Email.status, .sent) {
            try make(change, date, context)
        }
    }

    /// Most changes of an email have nothing to do with its reminder.
    private static func isAffected(_ change: Change) -> Bool {
        change.isDeletion || change.changes(Email.status) || change.changes(Email.hasReply)
            || change.changes(Email.followupDate)
    }

    private static func make(_ change: Change, _ date: Timestamp, _ context: WriteContext) throws {
        let email = change.new
        try context.create(LeadTask.resource) { task in
            task[LeadTask.type] = type
            task[LeadTask.leadID] = email[Activity.leadID]
            task[LeadTask.contactID] = email[Activity.contactID]
            task[LeadTask.assignedTo] = email[Activity.userID]
            task[LeadTask.emailID] = change.id.text
            task[LeadTask.objectType] = "emailthread"
            task[LeadTask.objectID] = email[Email.threadID]
            task["subject"] = JSON(email[Email.subject])
            task["body_preview"] = .string(String((email[Email.bodyText] ?? "").prefix(200)))
            set(date, &task)
        }
    }

    private static func set(_ date: Timestamp, _ task: inout Record) {
        task[LeadTask.date] = date.text()
        task[LeadTask.dueDate] = date.date().text
    }
}
