import AjarCore
import AjarResource

extension CRM {
    /// What hangs off the event log, in the transaction of each event.
    @Sendable static func followEvent(_ id: ID, _ event: EventRow, _ context: WriteContext) throws {
        if event.action == "deleted" { try CommentThread.removeWithObject(event.objectID, context) }
        try WebhookFanOut.eventWritten(id, event, context)
    }
}
