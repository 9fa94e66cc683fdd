import AjarCore
import AjarResource
import AjarStore

/// A task that is done leaves an activity on its lead; one that is taken up again takes it away (reference
/// 5.4).
enum TaskCompletion {
    private typealias Task = LeadTask
    private static let objectType: String = "taskcompleted"

    /// A rule and no effect: the task names the activity.
    @Sendable static func rule(_ change: inout Change, _ context: WriteContext) throws {
        guard !change.isDeletion, change.errors.isEmpty, change.new[Task.type] == "lead" else { return }
        if change.becomes(Task.isComplete, true) {
            let task = change.new
            let id = change.id.text
            let activity = try context.create(TaskCompleted.resource) { activity in
                activity[Activity.leadID] = task[Task.leadID]
                activity[Activity.contactID] = task[Task.contactID]
                activity[Activity.userID] = context.caller.userID?.text ?? task[Task.assignedTo]
                activity["task_id"] = .string(id)
                activity["task_text"] = .string(task[Task.text])
                activity["task_assigned_to"] = JSON(task[Task.assignedTo])
            }
            change.new[Task.objectType] = objectType
            change.new[Task.objectID] = activity.id.text
            try touchLead(task[Task.leadID], context)
        } else if change.old?[Task.isComplete] == true, !change.new[Task.isComplete] {
            if change.new[Task.objectType] == objectType, let id = change.new[Task.objectID] {
                if let activity = try context.find(TaskCompleted.resource, id) {
                    try context.remove(TaskCompleted.resource, activity)
                }
                change.new[Task.objectType] = nil
                change.new[Task.objectID] = nil
            }
        }
    }

    private static func touchLead(_ id: String?, _ context: WriteContext) throws {
        guard let id, let lead = try context.find(Lead.resource, id, lock: true) else { return }
        try context.update(Lead.resource, lead) { $0["date_updated"] = context.now.json }
    }
}
