import AjarCore
import AjarResource
import AjarStore

/// How passwords and keys leave the part of the row that is shown.
extension ConnectedAccount {
    /// Passwords leave the row's readable part before it is written. One that isn't given again stays as it
    /// was.
    @Sendable static func sealSecrets(_ change: inout Change, _ context: WriteContext) throws {
        guard !change.isDeletion else { return }
        change.new[emailKey] = change.new[email].lowercased()
        if change.isCreation, change.new["user_id"].isNull {
            change.new["user_id"] = JSON(context.caller.userID?.text)
        }
        var sealed = change.new[secrets].object ?? JSONObject()
        for field in [smtp, imap] where change.isGiven(field) {
            guard case .object(var server) = change.new[field] else {
                sealed[field.name] = nil
                continue
            }
            if let password = server["password"]?.string {
                sealed[field.name] = .string(
                    try context.installation.secrets.seal(password, context: "\(change.id):\(field.name)"))
            } else if change.input[field.name]?.object?.keys.contains("password") == true {
                sealed[field.name] = nil
            } else if sealed[field.name] != nil, isElsewhere(server, than: change.old?[field]) {
                change.refuse(
                    field.name,
                    .members(
                        FieldErrors("password", "Another server gets the password only if it is given again.")
                    ))
            }
            server["password"] = nil
            change.new[field] = .object(server)
        }
        try DKIMSettings.seal(&change, &sealed, context)
        change.new[secrets] = .object(sealed)
        let own = change.new[emailKey]
        change.new[identities].removeAll { $0["email"].string?.lowercased() == own }
        if !change.isCreation, change.changes(smtp) || change.changes(imap) || change.changes(secrets) {
            change.new["status"] = "active"
            change.new["last_error"] = .null
        }
    }

    /// Whoever may edit an account could else have its password sent to a server of his own, or in the clear.
    private static func isElsewhere(_ server: JSONObject, than old: JSON?) -> Bool {
        ["host", "port", "security"].contains { server[$0] ?? .null != old?[$0] ?? .null }
    }
}
