import AjarCore
package import AjarStore

/// Who may see, and who may change. Lists and single records ask the same rule, so they can't differ.
package struct Permissions: Sendable {
    package var read: Access
    package var write: Access
    package var delete: Access

    package init(read: Access = .member, write: Access = .member, delete: Access? = nil) {
        self.read = read
        self.write = write
        self.delete = delete ?? write
    }
}

/// One rule of access: as a condition on rows, and as a question about one record.
package indirect enum Access: Sendable {
    /// Everybody in the organization.
    case member
    /// Who has this permission.
    case permission(String)
    /// The user that the field names, or who has the permission.
    case owner(String, or: String)
    /// Everybody when the flag is set, otherwise only the user that the field names.
    case shared(flag: String, owner: String)
    /// The rows that a condition of the application leaves; nil leaves all. Only for reading: what isn't
    /// found can't be changed.
    case rows(@Sendable (ReadContext) throws -> SQL?)
    /// Whoever one of the two lets in.
    case either(Access, Access)
    case nobody

    /// What a list adds to its WHERE; nil when nothing is hidden.
    func condition(_ context: ReadContext) throws -> SQL? {
        let caller = context.caller
        switch self {
        case .member: return nil
        case .permission(let name): return caller.may(name) ? nil : "1 = 0"
        case .owner(let field, or: let permission):
            return caller.may(permission) ? nil : "\(name: field) = \(caller.userID?.text)"
        case .shared(let flag, let owner):
            return "(\(name: flag) = 1 OR \(name: owner) = \(caller.userID?.text))"
        case .rows(let condition): return try condition(context)
        case .either(let one, let other):
            guard let first = try one.condition(context), let second = try other.condition(context) else {
                return nil
            }
            return "(\(first) OR \(second))"
        case .nobody: return "1 = 0"
        }
    }

    package func allows(_ record: Record, _ caller: Caller) -> Bool {
        switch self {
        case .member, .rows: true
        case .permission(let name): caller.may(name)
        case .owner(let field, or: let permission): caller.may(permission) || owns(record, field, caller)
        case .shared(let flag, let owner): record[flag].bool == true || owns(record, owner, caller)
        case .either(let one, let other): one.allows(record, caller) || other.allows(record, caller)
        case .nobody: false
        }
    }

    /// Whether a new object may be made at all; whose it is, is known only afterwards.
    func allowsCreation(_ caller: Caller) -> Bool {
        switch self {
        case .permission(let name): caller.may(name)
        case .either(let one, let other): one.allowsCreation(caller) || other.allowsCreation(caller)
        case .member, .owner, .shared, .rows: true
        case .nobody: false
        }
    }

    private func owns(_ record: Record, _ field: String, _ caller: Caller) -> Bool {
        guard let userID = caller.userID else { return false }
        return record[field].string == userID.text
    }
}
