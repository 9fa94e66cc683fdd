import AjarCore
import AjarStore

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
    case nobody

    /// What a list adds to its WHERE; nil when nothing is hidden.
    func condition(_ caller: Caller) -> SQL? {
        switch self {
        case .member: nil
        case .permission(let name): caller.may(name) ? nil : "1 = 0"
        case .owner(let field, or: let permission):
            caller.may(permission) ? nil : "\(name: field) = \(caller.userID?.text)"
        case .shared(let flag, let owner): "(\(name: flag) = 1 OR \(name: owner) = \(caller.userID?.text))"
        case .nobody: "1 = 0"
        }
    }

    package func allows(_ record: Record, _ caller: Caller) -> Bool {
        switch self {
        case .member: true
        case .permission(let name): caller.may(name)
        case .owner(let field, or: let permission): caller.may(permission) || owns(record, field, caller)
        case .shared(let flag, let owner): record[flag].bool == true || owns(record, owner, caller)
        case .nobody: false
        }
    }

    private func owns(_ record: Record, _ field: String, _ caller: Caller) -> Bool {
        guard let userID = caller.userID else { return false }
        return record[field].string == userID.text
    }
}
