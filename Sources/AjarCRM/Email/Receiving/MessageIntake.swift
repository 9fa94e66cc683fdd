package import AjarResource

/// Turns messages that arrived into what they mean: emails on leads, outcomes of what was sent, or nothing.
package enum MessageIntake {
    /// One answer per message, in their order. In the caller's transaction, so that a placement, its cursor
    /// and the emails are on disk together or not at all. A message that is taken twice is known the second
    /// time.
    package static func take(_ arrivals: [Arrival], _ context: WriteContext) throws -> [Intake] {
        try Threading.together(context) {
            var batch = try IntakeBatch(arrivals, context)
            let intakes = try arrivals.map { try batch.take($0) }
            try batch.raiseTasks()
            return intakes
        }
    }
}
