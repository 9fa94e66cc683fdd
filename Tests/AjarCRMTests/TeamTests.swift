import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import AjarTestKit
import Testing

@Suite struct TeamTests {
    /// A second user of the admin's organization, with a role.
    private func member(
        _ bench: Workbench, role: String, email: String = "bob@acme.test"
    ) async throws -> Caller {
        let id = try await Members(store: bench.store).add(
            email: email, name: "Bob Builder", role: "user", passwordHash: nil,
            organizationID: bench.admin.organizationID.text)
        let organization = bench.admin.organization
        let found = try await bench.store.write { transaction in
            try transaction.execute("UPDATE membership SET role_id = \(role) WHERE user_id = \(id)")
            return try Callers.member(organization, id.text, transaction)
        }
        return try #require(found)
    }

    @Test(arguments: Backend.available)
    func `a role without view_all_leads sees the leads that name its members, alone and in lists`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let field =
                try await bench.post("custom_field/lead", ["name": "Owner", "type": "user"])["id"].string
                ?? ""
            let role = try await bench.post(
                "role",
                [
                    "name": "Narrow", "permissions": ["delete_own_tasks"],
                    "visibility_user_lcf_ids": [.string(field)],
                    "visibility_user_lcf_behavior": "require_assignment",
                ])
            let bob = try await member(bench, role: role["id"].string ?? "")
            #expect(bob.may("delete_own_tasks"))
            #expect(!bob.may("view_all_leads"))
            let mine = try await bench.post(
                "lead",
                .object(
                    JSONObject([
                        ("name", "mine"), ("custom.\(field)", JSON(bob.userID?.text)),
                        ("contacts", [["name": "m"]]),
                    ])))
            let hidden = try await bench.post("lead", ["name": "hidden", "contacts": [["name": "h"]]])
            func ids(_ path: String) async throws -> [JSON] {
                try await bench.ask(.get, path, as: bob).json["data"].array?.map { $0["id"] } ?? []
            }
            #expect(try await ids("lead") == [mine["id"]])
            #expect(try await ids("contact") == [mine["contacts"].array?.first?["id"]])
            #expect(try await bench.ask(.get, "lead/\(hidden["id"].string ?? "")", as: bob).status == 404)
            #expect(
                try await bench.ask(.put, "lead/\(hidden["id"].string ?? "")", ["name": "x"], as: bob).status
                    == 404)
            #expect(
                try await bench.ask(
                    .get, "contact/\(hidden["contact_ids"].array?.first?.string ?? "")", as: bob
                ).status == 404)
            #expect(
                try await bench.ask(.post, "activity/note", ["lead_id": hidden["id"], "note": "x"], as: bob)
                    .status == 400)
            let seen = try await bench.ask(.get, "event", as: bob, ["lead_id": hidden["id"].string ?? ""])
            #expect(seen.json["data"] == [])
            _ = try await bench.put(
                "role/\(role["id"].string ?? "")", ["visibility_user_lcf_behavior": "allow_unassigned"])
            #expect(try await bench.ask(.get, "lead/\(hidden["id"].string ?? "")", as: bob).status == 200)
        }
    }

    @Test(arguments: Backend.available)
    func `built-in roles stay, roles in use can't go, and the last admin remains one`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let roles = try await bench.get("role", ["include_built_in": "true"])["data"].array ?? []
            #expect(try await bench.get("role")["data"] == [])
            #expect(roles.map { $0["id"] } == ["admin", "superuser", "user", "restricteduser"])
            #expect(roles.last?["permissions"].array?.contains("view_all_leads") == true)
            #expect(try await bench.ask(.put, "role/user", ["permissions": ["export"]]).status == 400)
            #expect(try await bench.ask(.delete, "role/user").status == 400)
            #expect(
                try await bench.ask(.post, "role", ["name": "x", "permissions": ["rule_the_world"]]).status
                    == 400)
            let role =
                try await bench.post("role", ["name": "Own", "permissions": ["export"]])["id"].string ?? ""
            let bob = try await member(bench, role: "user")
            let memberships =
                try await bench.get("organization/\(bench.admin.organizationID)")["memberships"].array ?? []
            func path(_ user: ID?) -> String {
                "membership/\(memberships.first { $0["user_id"].string == user?.text }?["id"].string ?? "")"
            }
            #expect(try await bench.ask(.put, path(bench.admin.userID), ["role_id": "user"]).status == 400)
            #expect(try await bench.ask(.put, path(bob.userID), ["role_id": "admin"], as: bob).status == 403)
            #expect(
                try await bench.ask(.put, path(bob.userID), ["auto_record_calls": "enabled"], as: bob).status
                    == 200)
            #expect(
                try await bench.ask(.put, path(bench.admin.userID), ["auto_record_calls": "enabled"], as: bob)
                    .status == 403)
            #expect(
                try await bench.put(path(bob.userID), ["role_id": .string(role)])["role_id"].string == role)
            #expect(try await bench.ask(.delete, "role/\(role)").status == 400)
            let many = try await bench.put(
                "membership", ["_params": ["id__in": .array(memberships.map { $0["id"] })], "title": "Boss"])
            #expect(many["count"] == 2)
            let foreign = try await bench.ask(
                .put, "membership",
                ["_params": ["id__in": .array(memberships.map { $0["id"] })], "title": "x"],
                as: bench.stranger)
            #expect(foreign.json["count"] == 0)
            #expect(
                try await bench.ask(.post, "membership", ["email": "new@acme.test", "role_id": "user"]).status
                    == 403)
            var app = bench.admin
            app.oauthClientID = "oa2client_x"
            let invited = try await bench.ask(
                .post, "membership", ["email": "new@acme.test", "role_id": "user"], as: app)
            #expect(invited.status == 200)
            #expect(invited.json["role_id"] == "user")
            let events = try await bench.get("event", ["object_type": "membership"])["data"].array ?? []
            #expect(events.map { $0["action"] } == ["activated"])
        }
    }

    @Test(arguments: Backend.available)
    func `a group has members of the organization only, and its id stands for them`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let group = try await bench.post("group", ["name": "Team"])["id"].string ?? ""
            #expect(try await bench.ask(.post, "group", ["name": "team"]).status == 400)
            let path = "group/\(group)/member"
            let admin = JSON(bench.admin.userID?.text)
            for _ in 0..<2 { #expect(try await bench.ask(.post, path, ["user_id": admin]).status == 201) }
            #expect(
                try await bench.ask(.post, path, ["user_id": JSON(bench.stranger.userID?.text)]).status == 400
            )
            #expect(
                try await bench.get("group/\(group)", ["_fields": "members"])["members"] == [
                    ["user_id": admin]
                ])
            let lead = try await bench.post("lead", ["name": "x"])
            _ = try await bench.post("opportunity", ["lead_id": lead["id"], "value": 1])
            #expect(try await bench.get("opportunity", ["user_id__in": group])["data"].array?.count == 1)
            let empty = try await bench.post("group", ["name": "Empty"])["id"].string ?? ""
            #expect(try await bench.get("opportunity", ["user_id__in": empty])["data"] == [])
            for _ in 0..<2 {
                #expect(try await bench.ask(.delete, "\(path)/\(admin.string ?? "")").status == 204)
            }
            #expect(try await bench.get("group/\(group)")["members"] == [])
        }
    }
}
