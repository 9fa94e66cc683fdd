package import AjarCore
import AjarResource
import AjarStore

/// The promise to send one email. `Documentation/sending.md` tells its whole life.
package struct SendEmail: Job {
    package static let kind: String = "email.send"
    package static let queue: String = "email"
    /// The email itself says when it is too old to be tried again.
    package static let maxAttempts: Int = 1_000_000

    let email: ID
    /// Which promise: one that was taken back and given again has another number.
    let generation: Int

    init(email: ID, generation: Int) {
        self.email = email
        self.generation = generation
    }

    package init?(arguments: JSON) {
        guard let email = arguments["email"].string, let generation = arguments["generation"].int else {
            return nil
        }
        self.init(email: ID(email), generation: generation)
    }

    package var arguments: JSON { ["email": email.json, "generation": .int(generation)] }

    /// One unfinished job per promise.
    static func key(_ email: Record) -> String { "\(email.id):\(email[EmailActivity.generation])" }
}
