/// What each command means, and when it may be said.
extension ReceiverMachine {
    mutating func command(_ line: String) {
        let verb: String = line.prefix { $0 != " " && $0 != ":" }.uppercased()
        let rest: Substring = line.dropFirst(verb.count)
        switch verb {
        case "EHLO" where dialect == .smtp, "LHLO" where dialect == .lmtp: hello(rest, isExtended: true)
        case "HELO" where dialect == .smtp: hello(rest, isExtended: false)
        case "MAIL": mail(rest)
        case "RCPT": recipient(rest)
        case "DATA": data(rest)
        case "AUTH": authenticate(rest)
        case "RSET":
            resetMail()
            pending.append(.reply("250 2.0.0 Ok"))
        case "NOOP": pending.append(.reply("250 2.0.0 Ok"))
        case "VRFY": pending.append(.reply("252 2.5.2 Send some mail, I'll try my best"))
        case "QUIT": hangUp("221 2.0.0 Bye")
        default: mistake("500 5.5.2 Command not known")
        }
    }

    mutating func hello(_ rest: Substring, isExtended: Bool) {
        guard !rest.trimmingSpaces().isEmpty else { return mistake("501 5.5.4 Who are you?") }
        hasGreeted = true
        resetMail()
        guard isExtended else { return pending.append(.reply("250 \(name)")) }
        var lines: [String] = [name, "PIPELINING", "SIZE \(limits.messageBytes)", "8BITMIME", "SMTPUTF8"]
        if limits.offersAuthentication { lines.append("AUTH PLAIN LOGIN") }
        lines.append("ENHANCEDSTATUSCODES")
        let text: String = lines.dropLast().map { "250-\($0)\r\n" }.joined() + "250 \(lines[lines.count - 1])"
        pending.append(.reply(text))
    }

    mutating func mail(_ rest: Substring) {
        guard hasGreeted else { return mistake("503 5.5.1 Say EHLO first") }
        guard sender == nil else { return mistake("503 5.5.1 There is a mail already") }
        guard let (path, parameters) = Self.path(rest, after: " FROM:") else {
            return mistake("501 5.1.7 Bad sender")
        }
        for parameter in parameters {
            let pair = parameter.split(separator: "=", maxSplits: 1)
            switch pair.first?.uppercased() {
            case "SIZE":
                guard let size = pair.dropFirst().first.flatMap({ Int($0) }) else {
                    return mistake("501 5.5.4 Bad SIZE")
                }
                guard size <= limits.messageBytes else {
                    return pending.append(.reply("552 5.3.4 The message is too big"))
                }
            case "BODY", "SMTPUTF8", "AUTH": break
            default: return mistake("555 5.5.4 Parameter not known")
            }
        }
        if path.isEmpty {
            sender = .some(nil)
        } else if let address = try? Address(email: path) {
            sender = address
        } else {
            return mistake("501 5.1.7 Bad sender")
        }
        pending.append(.reply("250 2.1.0 Ok"))
    }

    mutating func recipient(_ rest: Substring) {
        guard let sender else { return mistake("503 5.5.1 Say MAIL first") }
        guard recipients.count < limits.recipients else {
            return pending.append(.reply("452 4.5.3 Too many recipients"))
        }
        guard let (path, _) = Self.path(rest, after: " TO:"), let address = try? Address(email: path) else {
            return mistake("501 5.1.3 Bad recipient")
        }
        state = .waitingForRecipient(address)
        pending.append(.recipient(address, sender: sender))
    }

    mutating func data(_ rest: Substring) {
        guard sender != nil else { return mistake("503 5.5.1 Say MAIL first") }
        guard !recipients.isEmpty else { return mistake("554 5.5.1 No valid recipients") }
        guard rest.isEmpty else { return mistake("501 5.5.4 DATA has no parameters") }
        state = .data
        pending.append(.reply("354 End with a dot on a line of its own"))
    }

    mutating func authenticate(_ rest: Substring) {
        guard limits.offersAuthentication, hasGreeted else { return mistake("503 5.5.1 Not now") }
        guard username == nil, sender == nil else { return mistake("503 5.5.1 Once is enough") }
        let words = rest.split(separator: " ")
        switch words.first?.uppercased() {
        case "PLAIN" where words.count > 1: plainAnswered(String(words[1]))
        case "PLAIN":
            state = .authenticatingPlain
            pending.append(.reply("334 "))
        case "LOGIN":
            state = .authenticatingUsername
            pending.append(.reply("334 VXNlcm5hbWU6"))
        default: mistake("504 5.5.4 Mechanism not known")
        }
    }

    mutating func plainAnswered(_ text: String) {
        let parts = Base64.decode(text)?.split(separator: 0, omittingEmptySubsequences: false) ?? []
        username = parts.count == 3 ? String(decoding: parts[1], as: UTF8.self) : nil
        finishAuthentication(isValid: username != nil)
    }

    mutating func finishAuthentication(isValid: Bool) {
        state = .commands
        guard isValid else { return mistake("535 5.7.8 Not a credential") }
        pending.append(.reply("235 2.7.0 Welcome"))
    }

    /// ` FROM:<a@b> SIZE=1` → the path without brackets, and the parameters.
    static func path(_ rest: Substring, after keyword: String) -> (String, [Substring])? {
        guard rest.uppercased().hasPrefix(keyword) else { return nil }
        let text: Substring = rest.dropFirst(keyword.count).trimmingSpaces()
        guard text.first == "<" else { return nil }
        var isQuoted = false
        for (index, character) in zip(text.indices, text) {
            if character == "\"" { isQuoted.toggle() }
            guard character == ">", !isQuoted else { continue }
            let path: Substring = text[text.index(after: text.startIndex)..<index]
            return (String(path), text[text.index(after: index)...].split(separator: " "))
        }
        return nil
    }
}
