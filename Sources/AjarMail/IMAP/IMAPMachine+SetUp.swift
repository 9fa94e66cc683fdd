/// From the greeting to the first command: TLS, who we are, and what the server can do.
extension IMAPMachine {
    mutating func greeted(_ notice: ServerData.Notice, _ text: ResponseText) -> Action {
        if case .capability(let told) = text.code { know(told) }
        switch notice {
        case .ok: return knowsCapabilities ? capabilitiesKnown() : askCapabilities()
        case .preauth:
            // A greeting that says "you are signed in" would talk us out of STARTTLS (RFC 9051 §11.1).
            guard isEncrypted || account.security == .none else {
                return interrupted(.tlsRequired, "The server skips the sign-in, and with it STARTTLS.")
            }
            isSignedIn = true
            return knowsCapabilities ? capabilitiesKnown() : askCapabilities()
        case .bye, .no, .bad: return fail(refusal(.bye, text))
        }
    }

    mutating func askCapabilities() -> Action { say(.capability, .waitingForCapabilities) }

    mutating func know(_ told: IMAPCapabilities) {
        capabilities = told
        knowsCapabilities = true
    }

    /// TLS if it is configured and not there yet: never plain text instead.
    mutating func capabilitiesKnown() -> Action {
        if isSignedIn { return identify() }
        guard account.security == .starttls, !isEncrypted else { return authenticate() }
        guard capabilities.startTLS else {
            return interrupted(
                .tlsRequired, "The server doesn't offer STARTTLS, but the account requires it.")
        }
        return say(.startTLS, .waitingForTLSReply)
    }

    // MARK: - Signing in

    private mutating func authenticate() -> Action {
        guard isEncrypted || account.security == .none else {
            return interrupted(.tlsRequired, "The password is not sent without TLS.")
        }
        guard let mechanism else {
            guard account.authentication == .automatic, !capabilities.loginDisabled else {
                return unavailable()
            }
            return say(.login(username: account.username, account.secret), .authenticating(.result))
        }
        let isImmediate: Bool = capabilities.initialResponse
        return say(
            .authenticate(mechanism: mechanism, initial: isImmediate ? credentials : nil),
            .authenticating(isImmediate ? .result : .invitation))
    }

    private var mechanism: String? {
        let wanted: String =
            switch account.authentication {
            case .automatic: "PLAIN"
            case .xoauth2: "XOAUTH2"
            case .oauthbearer: "OAUTHBEARER"
            }
        return capabilities.authentication.contains(wanted) ? wanted : nil
    }

    private mutating func unavailable() -> Action {
        let offered: String = capabilities.authentication.sorted().joined(separator: ", ")
        state = .authenticating(.result)
        return interrupted(
            .authenticationUnavailable,
            "The server offers no way to sign in that the account can use (\(offered.isEmpty ? "none" : offered))."
        )
    }

    /// What the mechanism wants to hear, in Base64. RFC 4616, 7628, and Google's description of XOAUTH2.
    var credentials: Secret {
        let (user, secret) = (account.username, account.secret.revealed)
        let text: String =
            switch account.authentication {
            case .automatic: "\u{0}\(user)\u{0}\(secret)"
            case .xoauth2: "user=\(user)\u{1}auth=Bearer \(secret)\u{1}\u{1}"
            case .oauthbearer:
                "n,a=\(user.replacing("=", with: "=3D").replacing(",", with: "=2C")),\u{1}auth=Bearer \(secret)\u{1}\u{1}"
            }
        return Secret(Base64.encode(Array(text.utf8)))
    }

    mutating func challenged(_ step: AuthenticationStep) -> Action {
        var words = IMAPWords()
        switch (step, account.authentication) {
        case (.invitation, _):
            state = .authenticating(.result)
            words.add(credentials.revealed + "\r\n")
        // The refusal of a token comes as a challenge first; an answer that says nothing fetches the real
        // one.
        case (.result, .xoauth2):
            state = .authenticating(.tokenRefused)
            words.add("\r\n")
        case (.result, .oauthbearer):
            state = .authenticating(.tokenRefused)
            words.add("AQ==\r\n")
        case (.result, .automatic), (.tokenRefused, _):
            return interrupted(.garbage, "The server asks for more than the mechanism has to say.")
        }
        return .send(words)
    }

    mutating func authenticationAnswered(_ condition: IMAPResponse.Condition, _ text: ResponseText) -> Action
    {
        guard condition == .ok else { return fail(refusal(condition, text)) }
        isSignedIn = true
        // What a server can do often changes with the sign-in; what it told before doesn't count.
        if case .capability = text.code { return identify() }
        return askCapabilities()
    }

    // MARK: - Introduction

    private mutating func identify() -> Action {
        guard capabilities.identification else { return enable() }
        return say(.identify, .identifying)
    }

    mutating func enable() -> Action {
        guard capabilities.enable, capabilities.condStore else { return becomeReady() }
        return say(.enable([capabilities.quickResync ? "QRESYNC" : "CONDSTORE"]), .enabling)
    }

    mutating func becomeReady() -> Action {
        running = nil
        state = .ready
        return .ready
    }
}
