import AjarCore
import AjarResource
import AjarStore

/// A conversation that waits for an answer: one open task per thread, with the mails that nobody has read
/// (reference 5.2).
enum IncomingEmailTask {
    private typealias Email = EmailActivity
    private typealias Task = LeadTask
    private static let type: String = "incoming_email"
    /// What is older than this when it first comes, from the history of a mailbox, waits for nobody.
    static let freshness: Duration = .seconds(30 * 86_400)
    private static let maximumEmails: Int = 200

    /// Unread emails have come, by thread: its open task grows, or it gets one.
    static func raise(_ emails: [String: [Record]], _ context: WriteContext) throws {
        for (thread, emails) in emails.sorted(by: { $0.key < $1.key }) {
            guard let latest = emails.last else { continue }
            let ids = emails.map { $0.id.json }
            if let task = try open(thread, context) {
                let known = task["emails"].array ?? []
                let all = known + ids.filter { !known.contains($0) }
                guard all.count > known.count else { continue }
                try context.update(Task.resource, task) { $0["emails"] = .array(all.suffix(maximumEmails)) }
            } else {
                try make(thread, .array(ids.suffix(maximumEmails)), latest, context)
            }
        }
    }

    private static func make(
        _ thread: String, _ emails: JSON, _ email: Record, _ context: WriteContext
    ) throws {
        let moment = email[Activity.activityAt] ?? context.now
        try context.create(Task.resource) { task in
            task[Task.type] = type
            task[Task.leadID] = email[Activity.leadID]
            task[Task.contactID] = email[Activity.contactID]
            task[Task.assignedTo] = email[Activity.userID]
            task[Task.objectType] = "emailthread"
            task[Task.objectID] = thread
            task[Task.date] = moment.text()
            task[Task.dueDate] = moment.date().text
            task["emails"] = emails
            task["subject"] = JSON(email[Email.subject])
            task["body_preview"] = .string(StoredText.line(email[Email.bodyText] ?? "", max: 200))
        }
    }

    private static func open(_ thread: String, _ context: WriteContext) throws -> Record? {
        try context.all(
            Task.resource, where: "object_id = \(thread) AND \"_type\" = \(type) AND is_complete = 0",
            order: "id", limit: 1
        ).first
    }

    /// An email is gone; a task that has nothing left to read goes, too.
    static func drop(_ email: Record, _ context: WriteContext) throws {
        guard email[Email.status] == .inbox, let thread = email[Email.threadID],
            let task = try open(thread, context),
            let emails = task["emails"].array, emails.contains(email.id.json)
        else { return }
        let rest = emails.filter { $0 != email.id.json }
        if rest.isEmpty {
            try context.remove(Task.resource, task)
        } else {
            try context.update(Task.resource, task) { $0["emails"] = .array(rest) }
        }
    }
}
