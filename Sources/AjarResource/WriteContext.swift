package import AjarCore
package import AjarStore

/// A caller inside a write transaction: the one way in which objects are made, changed and removed.
package final class WriteContext: ReadContext {
    package let transaction: Transaction
    /// What the event log will be told at the end.
    var changes: ChangeLog = ChangeLog()

    package init(_ transaction: Transaction, _ caller: Caller, _ resources: Resources) {
        self.transaction = transaction
        super.init(transaction, caller, resources)
    }

    // MARK: - A client's wish

    /// Makes an object of a body: reads it, checks it, writes it with its event and its effects.
    @discardableResult
    package func create(_ resource: Resource, _ input: JSONObject) throws -> Record {
        guard resource.permissions.write.allowsCreation(caller) else {
            throw AjarError.forbidden(Self.noPermission)
        }
        var change = Change(
            resource: resource, source: .client, id: transaction.newID(resource.id), old: nil,
            new: Record(resource.layout))
        try change.read(input, self)
        return try insert(&change)
    }

    /// Changes what the body names and nothing else.
    @discardableResult
    package func update(_ resource: Resource, _ id: String, _ input: JSONObject) throws -> Record {
        let old = try get(resource, id, lock: true)
        guard resource.permissions.write.allows(old, caller) else {
            throw AjarError.forbidden(Self.noPermission)
        }
        var change = Change(resource: resource, source: .client, id: old.id, old: old, new: old)
        try change.read(input, self)
        return try save(&change)
    }

    package func delete(_ resource: Resource, _ id: String) throws {
        let old = try get(resource, id, lock: true)
        guard resource.permissions.delete.allows(old, caller) else {
            throw AjarError.forbidden(Self.noPermission)
        }
        try remove(resource, old, source: .client)
    }

    // MARK: - The server's own door

    /// Makes an object that no client asked for in these words: history, threads, results of work.
    @discardableResult
    package func create(_ resource: Resource, _ fill: (inout Record) throws -> Void) throws -> Record {
        var change = Change(
            resource: resource, source: .server, id: transaction.newID(resource.id), old: nil,
            new: Record(resource.layout))
        try fill(&change.new)
        return try insert(&change)
    }

    /// Changes an object past `writable` and the transitions; its event and its effects are the same.
    @discardableResult
    package func update(
        _ resource: Resource, _ old: Record, _ fill: (inout Record) throws -> Void
    ) throws -> Record {
        var change = Change(resource: resource, source: .server, id: old.id, old: old, new: old)
        try fill(&change.new)
        return try save(&change)
    }

    package func remove(_ resource: Resource, _ old: Record, source: Change.Source = .server) throws {
        var change = Change(resource: resource, source: source, id: old.id, old: old, new: old)
        change.isDeletion = true
        for rule in resource.rules { try rule(&change, self) }
        guard change.errors.isEmpty else { throw AjarError.invalid(change.errors) }
        let event = try deletion(of: old, resource)
        // The row goes first: effects see the world without it.
        try transaction.execute(
            "DELETE FROM \(name: resource.table) WHERE \"organization\" = \(organization) AND \"id\" = \(change.id)"
        )
        for effect in resource.effects { try effect(change, self) }
        if let event { changes.remove(change.id, event) }
    }

    package static let noPermission = "You do not have permission to perform this action."

    // MARK: - The steps

    private func insert(_ change: inout Change) throws -> Record {
        stampCreation(&change)
        try check(&change)
        try transaction.execute(insertion(change))
        for effect in change.resource.effects { try effect(change, self) }
        note(change)
        return change.new
    }

    private func save(_ change: inout Change) throws -> Record {
        try check(&change)
        let changed = change.changed
        if !changed.isEmpty {
            let isTold = changed.contains { $0.shown || $0.name == CustomFields.column.name }
            if !(changed.count == 1 && changed[0].name == "date_updated") { stampUpdate(&change) }
            if let statement = updating(change) { try transaction.execute(statement) }
            for effect in change.resource.effects { try effect(change, self) }
            // What nobody is shown, nobody is told of.
            if isTold { note(change) }
        }
        return change.new
    }

    private func note(_ change: Change) {
        if let objectType = change.resource.events.name(of: change.new) { changes.add(change, objectType) }
    }

    private func check(_ change: inout Change) throws {
        if change.source == .client {
            checkTransition(&change)
            try checkReferences(&change)
        }
        for rule in change.resource.rules { try rule(&change, self) }
        guard change.errors.isEmpty else { throw AjarError.invalid(change.errors) }
    }

    private func stampCreation(_ change: inout Change) {
        change.new["id"] = change.id.json
        for name in ["date_created", "created_at"] where change.new[name].isNull {
            change.new[name] = now.json
        }
        for name in ["date_updated", "updated_at"] where change.new[name].isNull {
            change.new[name] = now.json
        }
        let user = caller.userID?.json ?? .null
        for name in ["created_by", "created_by_id", "updated_by", "updated_by_id"]
        where change.new[name].isNull {
            change.new[name] = user
        }
    }

    private func stampUpdate(_ change: inout Change) {
        for name in ["date_updated", "updated_at"] { change.new[name] = now.json }
        guard change.source == .client, let user = caller.userID else { return }
        for name in ["updated_by", "updated_by_id"] { change.new[name] = user.json }
    }

    private func checkTransition(_ change: inout Change) {
        guard let transitions = change.resource.transitions, let old = change.old,
            let from = old[transitions.field].string, let to = change.new[transitions.field].string,
            from != to
        else { return }
        if !(transitions.allowed[from]?.contains(to) ?? false) {
            change.refuse(transitions.field, "A change from \(from) to \(to) is not possible.")
        }
    }

    /// An id must be that of an object which the caller may see: what belongs to others does not exist.
    private func checkReferences(_ change: inout Change) throws {
        for spec in change.resource.layout.specs {
            guard let target = spec.kind.target, change.given.contains(spec.name),
                let id = change.new[spec.name].string,
                change.changes(spec.name), let resource = resources.byPath[target]
            else { continue }
            if try !exists(resource, id) { change.refuse(spec.errorName, .missingObject) }
        }
    }

    private func insertion(_ change: Change) -> SQL {
        let resource = change.resource
        let storages = resource.layout.storages
        var values: [Value] = [.int(organization)]
        values.reserveCapacity(resource.layout.stored.count + 4)
        values += resource.constants.map(\.value)
        for position in resource.layout.stored {
            values.append(storages[position].column(change.new.values[position]))
        }
        return "\(SQL(trusted: resource.insertion))\(list: values))"
    }

    private func updating(_ change: Change) -> SQL? {
        guard let old = change.old else { return nil }
        let layout = change.resource.layout
        let parts: [SQL] = layout.stored.filter { old.values[$0] != change.new.values[$0] }.map { position in
            "\(name: layout.specs[position].name) = \(layout.storages[position].column(change.new.values[position]))"
        }
        guard !parts.isEmpty else { return nil }
        return """
            UPDATE \(name: change.resource.table) SET \(parts.joined(", "))
            WHERE "organization" = \(organization) AND "id" = \(change.id)
            """
    }
}

// MARK: - Reading a body

extension Change {
    /// Takes the fields that a client may set from a body; what it may not set, and what nobody knows, is
    /// left aside.
    fileprivate mutating func read(_ body: JSONObject, _ context: WriteContext) throws {
        input = body
        for (position, spec) in resource.layout.specs.enumerated() {
            guard spec.writable.allows(creation: isCreation) else { continue }
            guard let value = body[spec.name] else {
                if isCreation, spec.required { refuse(spec.errorName, .required) }
                continue
            }
            given.insert(spec.name)
            if value.isNull {
                if spec.required { refuse(spec.errorName, .required) }
                new.values[position] = spec.standard
                continue
            }
            do throws(FieldErrors.Problem) {
                new.values[position] = try spec.kind.parse(value)
            } catch {
                refuse(spec.errorName, error)
            }
        }
        if resource.customFields != nil { try CustomFields.read(body, &self, context) }
    }
}

extension Writable {
    func allows(creation: Bool) -> Bool {
        switch self {
        case .never: false
        case .onCreate: creation
        case .onUpdate: !creation
        case .always: true
        }
    }
}
