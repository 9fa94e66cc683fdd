/// One IMAP connection without I/O: responses and events go in, actions come out. RFC 9051, 3501, 7162, 7888,
/// 2177.
///
/// A driver writes what `.send` holds, hands in each response, and never decides anything about the protocol
/// itself. One command runs at a time.
package struct IMAPMachine: ~Copyable {
    package enum Action: Sendable, Equatable {
        /// Write these, then wait for a response.
        case send(IMAPWords)
        /// More is to come.
        case wait
        /// Begin the handshake; then call `tlsStarted()`.
        case startTLS
        /// Signed in; commands can begin.
        case ready
        /// Data for the command that runs. More is to come.
        case deliver(ServerData)
        /// The server watches the mailbox for us. Data may come at any time; `endIdle()` is the way out.
        case idling
        /// The command is done.
        case finished(ResponseText)
        /// The server said no, and the connection is as good as before.
        case refused(IMAPFailure)
        /// The connection is over.
        case fail(IMAPFailure)
        case close
    }

    /// Where the conversation is.
    package enum State: Sendable, Equatable {
        case waitingForGreeting
        /// CAPABILITY was asked, before or after signing in.
        case waitingForCapabilities
        case waitingForTLSReply, startingTLS
        case authenticating(AuthenticationStep)
        case identifying, enabling
        case ready
        case running, idling, endingIdle
        case loggingOut, closed
    }

    /// Which answer AUTHENTICATE waits for.
    package enum AuthenticationStep: Sendable, Equatable {
        /// The server invites us to send the credentials.
        case invitation
        case result
        /// The token was refused; the empty answer to the challenge was sent.
        case tokenRefused
    }

    /// The command under way.
    struct Running: Sendable {
        let tag: String
        let command: IMAPCommand
        /// What waits for an invitation of the server.
        var later: ArraySlice<IMAPWords>
    }

    package internal(set) var state: State = .waitingForGreeting
    package internal(set) var capabilities = IMAPCapabilities()
    /// What ENABLE switched on.
    package internal(set) var enabled: Set<String> = []
    /// The open mailbox, as far as the server told.
    package internal(set) var mailbox: SelectedMailbox?
    let account: IMAPAccount
    var isEncrypted: Bool
    var isSignedIn = false
    /// The server told its capabilities by itself, so they needn't be asked for.
    var knowsCapabilities = false
    var running: Running?
    var opening: SelectedMailbox?
    private var lastTag = 0

    package init(_ account: IMAPAccount) {
        self.account = account
        self.isEncrypted = account.security == .tls
    }

    package var isReady: Bool { state == .ready }

    /// For timeouts and reports.
    package var stage: IMAPStage {
        switch state {
        case .waitingForGreeting: .greeting
        case .waitingForCapabilities: .capability
        case .waitingForTLSReply, .startingTLS: .tls
        case .authenticating: .authentication
        case .identifying, .enabling: .introduction
        case .running: running?.command.stage ?? .ready
        case .idling, .endingIdle: .idle
        case .loggingOut: .logout
        case .ready, .closed: .ready
        }
    }

    // MARK: - Events

    /// `hasMore`: bytes had arrived behind this response.
    package mutating func received(_ response: IMAPResponse, hasMore: Bool) -> Action {
        switch response {
        case .untagged(let data):
            return heard(data)
        case .continuation(let text):
            return invited(text)
        case .tagged(let tag, let condition, let text):
            guard let running, tag == running.tag else {
                return interrupted(.garbage, "The server answered a command that was not given.")
            }
            if state == .waitingForTLSReply, condition == .ok, hasMore {
                return interrupted(
                    .bytesBeforeTLS, "The server sent data between its answer to STARTTLS and the handshake.")
            }
            if case .capability(let told) = text.code { know(told) }
            return answered(condition, text)
        }
    }

    /// What was said in plain text is forgotten, whoever said it (RFC 9051 §11.1).
    package mutating func tlsStarted() -> Action {
        guard state == .startingTLS else { return interrupted(.tlsFailed, "The handshake came too early.") }
        isEncrypted = true
        capabilities = IMAPCapabilities()
        knowsCapabilities = false
        return askCapabilities()
    }

    /// Begins a command on a ready connection.
    package mutating func begin(_ command: IMAPCommand) -> Action {
        guard state == .ready else {
            return .refused(failure(.connectionLost, "The connection is not ready for a command."))
        }
        if case .append(_, _, _, let message) = command, let limit = capabilities.appendLimit,
            message.count > limit
        {
            var failure = failure(
                .messageTooLarge, "The server takes \(limit) bytes, and the message has more.")
            failure.stage = .append
            return .refused(failure)
        }
        if case .select(let name, _, let readOnly) = command {
            // Whatever comes of it, the mailbox that was open before no longer is.
            mailbox = nil
            opening = SelectedMailbox(name: name, isReadOnly: readOnly)
        }
        return say(command, .running)
    }

    /// Ends IDLE; its tagged answer is still to come.
    package mutating func endIdle() -> Action {
        guard state == .idling else { return .wait }
        state = .endingIdle
        var words = IMAPWords()
        words.add("DONE\r\n")
        return .send(words)
    }

    /// Only a ready connection says goodbye; any other is dropped.
    package mutating func logOut() -> Action {
        guard state == .ready else { return close() }
        return say(.logout, .loggingOut)
    }

    /// The line broke, time ran out, or somebody stopped us.
    package mutating func interrupted(_ reason: IMAPFailure.Reason, _ message: String) -> Action {
        fail(failure(reason, message))
    }

    // MARK: - Steps

    mutating func say(_ command: IMAPCommand, _ next: State) -> Action {
        lastTag += 1
        let tag = "A\(lastTag)"
        let parts: [IMAPWords] = CommandWriter.parts(of: command, tag: tag, capabilities)
        running = Running(tag: tag, command: command, later: parts.dropFirst())
        state = next
        return .send(parts.first ?? IMAPWords())
    }

    /// `+`: go on.
    private mutating func invited(_ text: ResponseText) -> Action {
        if let words = running?.later.popFirst() { return .send(words) }
        switch state {
        case .authenticating(let step): return challenged(step)
        case .running where running?.command == .idle:
            state = .idling
            return .idling
        case .idling, .endingIdle: return .wait
        case .waitingForGreeting, .waitingForCapabilities, .waitingForTLSReply, .startingTLS, .identifying,
            .enabling,
            .ready, .running, .loggingOut, .closed:
            return interrupted(.garbage, "The server asked for more of a command that was complete.")
        }
    }

    private mutating func answered(_ condition: IMAPResponse.Condition, _ text: ResponseText) -> Action {
        switch state {
        case .waitingForCapabilities:
            guard condition == .ok else { return fail(refusal(condition, text)) }
            return capabilitiesKnown()
        case .waitingForTLSReply:
            guard condition == .ok else {
                var failure = refusal(condition, text)
                failure.reason = .tlsRequired
                return fail(failure)
            }
            state = .startingTLS
            return .startTLS
        case .authenticating: return authenticationAnswered(condition, text)
        // A server that doesn't like to be introduced or to switch something on does without.
        case .identifying: return enable()
        case .enabling: return becomeReady()
        case .running, .endingIdle, .idling: return commandAnswered(condition, text)
        case .loggingOut: return close()
        case .waitingForGreeting, .startingTLS, .ready, .closed:
            return interrupted(.garbage, "The server answered a command that was not given.")
        }
    }

    private mutating func commandAnswered(_ condition: IMAPResponse.Condition, _ text: ResponseText) -> Action
    {
        let failure: IMAPFailure = refusal(condition, text)
        defer {
            running = nil
            opening = nil
            state = .ready
        }
        guard condition == .ok else { return .refused(failure) }
        if var opening {
            if text.code == .readOnly { opening.isReadOnly = true }
            mailbox = opening
        }
        if running?.command == .unselect { mailbox = nil }
        return .finished(text)
    }
}
