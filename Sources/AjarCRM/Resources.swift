import AjarResource

extension CRM {
    /// All resources, in the order of the API's documentation.
    static let all: [Resource] = {
        var all: [Resource] = []
        all.append(Lead.resource)
        all.append(Contact.resource)
        all.append(LeadStatus.resource)
        all.append(Opportunity.resource)
        all.append(OpportunityStatus.resource)
        all.append(Pipeline.resource)
        all.append(LeadTask.resource)
        all.append(EmailActivity.resource)
        all.append(EmailThread.resource)
        all += [Note.resource, Call.resource, Meeting.resource, SMS.resource, WhatsAppMessage.resource]
        all += [CreatedActivity.resource, LeadStatusChange.resource, OpportunityStatusChange.resource]
        all += [LeadMerge.resource, TaskCompleted.resource, FormSubmission.resource]
        all.append(EmailTemplate.resource)
        all.append(ConnectedAccount.resource)
        all.append(User.resource)
        all += CustomField.all
        all += [
            CustomActivityType.resource, CustomActivity.resource, CustomObjectType.resource,
            CustomObject.resource,
        ]
        all += [
            Comment.resource, CommentThread.resource, Group.resource, Role.resource, Membership.resource,
            SendAs.resource,
        ]
        all += [SMSTemplate.resource, CallOutcome.resource, Playbook.resource, IntegrationLink.resource]
        all += [SmartView.resource, UnsubscribedEmail.resource, Webhook.resource, WebhookDelivery.resource]
        all.append(LeadImport.resource)
        return all
    }()

    /// The operations that are none of the usual five.
    static let endpoints: [Endpoint] = {
        var all: [Endpoint] = []
        all += Me.endpoints
        all += OrganizationEndpoints.all
        all += FileEndpoints.all
        all += ActivityList.endpoints
        all += Meeting.endpoints
        all += FormSubmission.endpoints
        all += LeadMerge.endpoints
        all += EmailSource.endpoints
        all += EmailImport.endpoints
        all += EmailTemplate.endpoints
        all += ConnectedAccount.endpoints
        all += Association.endpoints
        all += CustomFieldSchema.endpoints
        all += Comment.endpoints
        all += Group.endpoints
        all += Membership.endpoints
        all += SendAs.endpoints
        all += Playbook.endpoints
        all += UnsubscribedEmail.endpoints
        all += EventLog.endpoints
        all += Webhook.endpoints
        all += WebhookDelivery.endpoints
        all +=
            KeyEndpoints.all + OAuthAppEndpoints.all + SessionEndpoints.all + SecondFactorEndpoints.all
            + PasswordEndpoint.all
        all += Invitation.endpoints
        all += LeadImport.endpoints
        return all
    }()
}
