import AjarCore
import AjarResource
import AjarStore

/// The task that a received message raises, when whoever recorded it asked for that.
enum MessageTask {
    static func raise(
        _ type: String, _ objectType: String, inbox: @escaping @Sendable (Record) -> Bool
    ) -> Effect {
        { change, context in
            guard change.isCreation, change.isGiven("send_to_inbox"),
                change.new["send_to_inbox"].bool == true,
                inbox(change.new)
            else { return }
            let today = context.now.date(offsetMinutes: context.caller.offsetMinutes).text
            try context.create(LeadTask.resource) { task in
                task[LeadTask.type] = type
                task[LeadTask.leadID] = change.new[Activity.leadID]
                task[LeadTask.contactID] = change.new[Activity.contactID]
                task[LeadTask.assignedTo] = change.new[Activity.userID]
                task[LeadTask.date] = today
                task[LeadTask.dueDate] = today
                task[LeadTask.objectType] = objectType
                task[LeadTask.objectID] = change.id.text
                for name in ["local_phone", "remote_phone", "attachments"] { task[name] = change.new[name] }
                let text = change.new["text"].string ?? change.new["message_markdown"].string ?? ""
                task[LeadTask.text] = text
            }
        }
    }
}
