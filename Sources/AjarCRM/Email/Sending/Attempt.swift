import AjarCore
import AjarMail
import AjarResource

/// What one attempt works with.
struct Attempt: Sendable {
    let account: SMTPAccount
    /// The envelope's, which is where bounces go.
    let sender: Address
    /// Everybody whose time has come.
    let due: [Recipients.One]
    /// Those of this attempt: all, or one where each has a return path of its own. The others follow at once.
    let handedOver: [Recipients.One]
    let source: [UInt8]

    let begun: Timestamp

    /// Nil when there is nobody.
    init?(_ account: Record, _ letter: Letter, _ due: [Recipients.One], _ context: ReadContext) throws {
        guard let first = due.first else { return nil }
        self.account = try ConnectedAccount.relayAccount(account, context)
        self.due = due
        source = letter.source
        begun = context.now
        if let path = account[ConnectedAccount.returnPath].flatMap(ReturnPath.init(pattern:)),
            let token = first.returnToken
        {
            sender = try path.address(token)
            handedOver = [first]
        } else {
            sender = letter.sender
            handedOver = due
        }
    }

    /// The outcome for everybody whom it concerns: what goes wrong before anybody was named goes wrong for
    /// all.
    func outcomes(_ result: DeliveryResult) -> (tried: [Recipients.One], outcomes: [RecipientOutcome]) {
        guard handedOver.count < due.count, let outcome = result.outcomes.first,
            let failure = outcome.failure,
            Self.early.contains(failure.stage)
        else { return (handedOver, result.outcomes) }
        return (due, due.map { _ in outcome })
    }

    private static let early: Set<DeliveryStage> = [.connect, .tls, .greeting, .hello, .auth, .idle]
}
