import AjarCore
import AjarMail
import AjarResource
import AjarStore

/// Does what `SendEmail` promises: fixes the bytes, hands them to the relay, and writes down what it said.
struct Sender: Sendable {
    private typealias Email = EmailActivity

    private let engine: Engine
    private let installation: Installation
    private let policy: SendPolicy
    private let crash: CrashPoint

    init(engine: Engine, installation: Installation, policy: SendPolicy, crash: CrashPoint = .never) {
        self.engine = engine
        self.installation = installation
        self.policy = policy
        self.crash = crash
    }

    func perform(_ job: SendEmail, _ claimed: ClaimedJob) async throws -> Outcome {
        crash.here(.claimed)
        guard let caller = try await caller(claimed.organization) else {
            return .cancel(reason: "The organization is gone.")
        }
        guard let letter = try await prepare(job, caller) else { return Self.notToBeSent }
        let attempt: Attempt
        switch try await begin(job, claimed, letter, caller) {
        case .go(let begun): attempt = begun
        case .end(let outcome): return outcome
        }
        crash.here(.begun)
        let delivery = Delivery(
            account: attempt.account, sender: attempt.sender, recipients: attempt.handedOver.map(\.address),
            message: attempt.source)
        let result = await installation.relay.deliver(delivery) {
            try await markTransmitting(job, claimed, caller)
            crash.here(.transmitting)
        }
        crash.here(.replied)
        let outcome = try await Persistence.write {
            try await record(job, claimed, attempt, result, caller)
        }
        crash.here(.recorded)
        return outcome
    }

    private static let notToBeSent: Outcome = .cancel(reason: "The email is not to be sent any more.")

    private func caller(_ organization: Int) async throws -> Caller? {
        try await engine.store.read { reader in
            let row = try reader.first("SELECT id FROM organization WHERE organization = \(organization)")
            return row.map { Caller(organization: organization, organizationID: $0.id("id"), userID: nil) }
        }
    }

    // MARK: - 1. What will be sent

    /// The message as bytes; those of an earlier attempt if there are any, so that a receiver can recognise
    /// the copy. Composing takes time, so it happens outside of the write transaction; `begin` looks whether
    /// it is still true.
    private func prepare(_ job: SendEmail, _ caller: Caller) async throws -> Letter? {
        let draft: Draft? = try await engine.read(caller) { context in
            guard let email = try context.find(Email.resource, job.email.text), Self.isDue(email, job) else {
                return nil
            }
            let known = try context.reader.value(
                """
                SELECT source FROM email_source
                WHERE organization = \(context.organization) AND email_id = \(job.email) AND generation = \(job.generation)
                """)
            if let known = known.bytes { return .written(email, known) }
            return .unwritten(email, try LetterPaper(email, context))
        }
        switch draft {
        case nil: return nil
        case .written(let email, let known): return try Letter(email, known: known)
        case .unwritten(let email, let paper):
            return try await Letter(
                email, paper, now: engine.store.environs.clock.now, installation.files, caller.organization)
        }
    }

    private enum Draft: Sendable {
        case written(Record, [UInt8])
        case unwritten(Record, LetterPaper)
    }

    private static func isDue(_ email: Record, _ job: SendEmail) -> Bool {
        email[Email.generation] == job.generation && [.outbox, .scheduled].contains(email[Email.status])
    }

    // MARK: - 2. Transaction B: the attempt begins

    private enum Beginning: Sendable {
        case go(Attempt)
        case end(Outcome)
    }

    /// Dying after this leaves an attempt that is `connecting`: nothing was transmitted, and the next one
    /// starts over.
    private func begin(
        _ job: SendEmail, _ claimed: ClaimedJob, _ letter: Letter, _ caller: Caller
    ) async throws
        -> Beginning
    {
        try await engine.write(caller) { [policy] context in
            try context.transaction.holds(claimed)
            guard let email = try context.find(Email.resource, job.email.text, lock: true),
                Self.isDue(email, job)
            else {
                return .end(Self.notToBeSent)
            }
            guard let account = try context.find(ConnectedAccount.resource, email[Email.emailAccountID] ?? "")
            else {
                try SendState.fail(email, SendAttempt.noAccount(at: context.now), context)
                return .end(Self.notToBeSent)
            }
            var recipients = try Recipients(of: email, context)
            if email.isAutomatic { try recipients.refuseUnsubscribed(context) }
            guard !recipients.pending.isEmpty else {
                try recipients.keep(context)
                try SendState.fail(email, SendAttempt.unsubscribed(at: context.now), context)
                return .end(Self.notToBeSent)
            }
            let pace = try Pace(account, context)
            let (go, hold) = try pace.admit(policy.due(recipients, now: context.now))
            guard let attempt = try Attempt(account, letter, go, context) else {
                try SendState.hold(email, hold, context)
                let next = recipients.pending.compactMap(policy.nextTry).min()
                return .end(.snooze(until: hold?.until ?? next ?? context.now))
            }
            try pace.reserve(attempt.handedOver)
            try recipients.keep(context)
            if letter.isNew {
                try context.transaction.execute(
                    """
                    INSERT INTO email_source (organization, email_id, generation, source, date_created)
                    VALUES (\(context.organization), \(job.email), \(job.generation), \(letter.source), \(context.now))
                    ON CONFLICT (organization, email_id) DO UPDATE
                    SET generation = excluded.generation, source = excluded.source, date_created = excluded.date_created
                    """)
            }
            try SendState.markConnecting(email, context)
            return .go(attempt)
        }
    }

    // MARK: - 3. Transaction C: right before the final dot

    /// From here on the relay may have the mail. It stops when somebody took the mail back in the meantime:
    /// what throws here makes the relay drop the connection without having sent anything.
    private func markTransmitting(_ job: SendEmail, _ claimed: ClaimedJob, _ caller: Caller) async throws {
        try await engine.write(caller) { context in
            try context.transaction.holds(claimed)
            let changed = try context.transaction.execute(
                """
                UPDATE email SET send_phase = 'transmitting'
                WHERE organization = \(context.organization) AND id = \(job.email) AND status = 'outbox'
                    AND send_generation = \(job.generation) AND send_phase IN ('connecting', 'transmitting')
                """)
            guard changed == 1 else { throw TakenBack() }
        }
    }

    private struct TakenBack: Error {}

    // MARK: - 4. Transaction D: what the relay said

    /// The outcome for each recipient, the email's status and the end of the job: one commit.
    private func record(
        _ job: SendEmail, _ claimed: ClaimedJob, _ attempt: Attempt, _ result: DeliveryResult,
        _ caller: Caller
    ) async throws -> Outcome {
        try await engine.write(caller) { [policy] context in
            guard let email = try context.find(Email.resource, job.email.text, lock: true),
                Self.isDue(email, job)
            else {
                try context.transaction.finish(claimed, .cancel(reason: "The email was taken back."))
                return .recorded
            }
            var recipients = try Recipients(of: email, context)
            let now = context.now
            let (tried, outcomes) = attempt.outcomes(result)
            recipients.apply(outcomes, to: tried, at: now)
            if let account = try context.find(ConnectedAccount.resource, email[Email.emailAccountID] ?? "") {
                let pace = try Pace(account, context)
                try pace.settle(tried, outcomes, policy)
                if !result.didTransmit { try pace.giveBack(attempt.handedOver, from: attempt.begun) }
            }
            let begun = try context.reader.value(
                "SELECT date_created FROM email_source WHERE organization = \(context.organization) AND email_id = \(job.email)"
            ).int
            let ending = policy.ending(recipients, begun: begun.map(Timestamp.init(micros:)) ?? now, now: now)
            if case .gaveUp = ending { recipients.giveUp() }
            try recipients.save(context)
            try context.update(Email.resource, email) { email in
                email[Email.sendAttempts] = Array(
                    (email[Email.sendAttempts]
                        + SendAttempt.json(at: now, attempt.account.host, tried, outcomes)).suffix(200))
                email[Email.phase] = SendPhase.none
                switch ending {
                case .sent: email.becomeSent(at: now)
                case .failed: email[Email.status] = .error
                case .gaveUp:
                    if recipients.anyAccepted {
                        email.becomeSent(at: now)
                    } else {
                        email[Email.status] = .error
                    }
                case .later: break
                }
            }
            try context.transaction.finish(claimed, ending.jobOutcome)
            return .recorded
        }
    }
}
