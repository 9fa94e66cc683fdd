-- api_00000000x7e2HXN2Vhn5d6.DOmtQ4XiKPNM1EYZoAyhvm
BEGIN TRANSACTION;
CREATE TABLE api_key (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    key_hash TEXT NOT NULL UNIQUE,
    date_created INTEGER NOT NULL,
    revoked_at INTEGER,
    PRIMARY KEY (organization, id)
);
INSERT INTO "api_key" VALUES(1,'api_00000000x7e2HXN2Vhn5d6','user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','First key','13c0632fb18d090685033f7f5899bfb245986f69c1006f7698864c34c81c0073',1795583045351607,NULL);
CREATE TABLE "call" (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    lead_id TEXT,
    contact_id TEXT,
    user_id TEXT,
    activity_at INTEGER NOT NULL,
        direction TEXT NOT NULL,
    status TEXT NOT NULL,
    disposition TEXT,
    duration INTEGER NOT NULL,
    phone TEXT,
    local_phone TEXT,
    note TEXT NOT NULL,
    note_html TEXT NOT NULL,
    source TEXT NOT NULL,
    call_method TEXT NOT NULL,
    recording_url TEXT,
    voicemail_url TEXT,
    voicemail_duration INTEGER NOT NULL,
    outcome_id TEXT,
    playbook_id TEXT,
    conversation_type_id TEXT,
    quality_info TEXT,
    sequence_id TEXT, sequence_name TEXT, sequence_subscription_id TEXT,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id)
);
CREATE TABLE comment (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    thread_id TEXT NOT NULL,
    object_id TEXT NOT NULL,
    object_type TEXT NOT NULL,
    lead_id TEXT,
    body TEXT,
    mentions TEXT NOT NULL,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id)
);
CREATE TABLE comment_thread (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    object_id TEXT NOT NULL,
    object_type TEXT NOT NULL,
    lead_id TEXT,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    PRIMARY KEY (organization, id),
    UNIQUE (organization, object_id)
);
CREATE TABLE connected_account (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    _type TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    name TEXT NOT NULL,
    smtp TEXT NOT NULL,
    imap TEXT,
    secrets TEXT NOT NULL,
    status TEXT NOT NULL,
    last_error TEXT,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT, return_path TEXT, sending TEXT,
    PRIMARY KEY (organization, id)
);
INSERT INTO "connected_account" VALUES(1,'emailacct_VrlSDP8mv3IAhSU9wodgKH4fywsCaAeU1piTb3fEYOS','user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','custom_email','ada@acme.test','ada@acme.test','Ada','{"host":"127.0.0.1","port":1,"security":"none","username":null,"authentication":"automatic"}',NULL,'{}','active',NULL,1795583047261134,1795583047261134,'user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA',NULL,NULL);
CREATE TABLE contact (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    emails TEXT NOT NULL,
    phones TEXT NOT NULL,
    urls TEXT NOT NULL,
    timezone TEXT,
    custom TEXT NOT NULL,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id)
);
CREATE TABLE contact_address (
    organization INTEGER NOT NULL,
    email_key TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    PRIMARY KEY (organization, email_key, contact_id)
);
CREATE TABLE contact_phone (
    organization INTEGER NOT NULL,
    phone TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    PRIMARY KEY (organization, phone, contact_id)
);
CREATE TABLE crm_group (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    date_created INTEGER NOT NULL,
    PRIMARY KEY (organization, id),
    UNIQUE (organization, name_key)
);
CREATE TABLE crm_group_member (
    organization INTEGER NOT NULL,
    group_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (organization, group_id, user_id)
);
CREATE TABLE crm_role (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    permissions TEXT NOT NULL,
    editable INTEGER NOT NULL,
    visibility_user_lcf_ids TEXT NOT NULL,
    visibility_user_lcf_behavior TEXT,
    position INTEGER NOT NULL,
    PRIMARY KEY (organization, id),
    UNIQUE (organization, name_key)
);
INSERT INTO "crm_role" VALUES(1,'admin','Admin','admin','[]',0,'[]',NULL,0);
INSERT INTO "crm_role" VALUES(1,'superuser','Super User','super user','[]',0,'[]',NULL,1);
INSERT INTO "crm_role" VALUES(1,'user','User','user','[]',0,'[]',NULL,2);
INSERT INTO "crm_role" VALUES(1,'restricteduser','Restricted User','restricted user','[]',0,'[]',NULL,3);
CREATE TABLE custom_activity (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    custom_activity_type_id TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    contact_id TEXT,
    user_id TEXT,
    status TEXT NOT NULL,
    pinned INTEGER NOT NULL,
    custom TEXT NOT NULL,
    activity_at INTEGER NOT NULL,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id)
);
CREATE TABLE custom_activity_type (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    api_create_only INTEGER NOT NULL,
    editable_with_roles TEXT NOT NULL,
    is_archived INTEGER NOT NULL,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id)
);
CREATE TABLE custom_field (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    target TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    custom_activity_type_id TEXT,
    custom_object_type_id TEXT,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    description TEXT,
    type TEXT NOT NULL,
    converting_to_type TEXT,
    choices TEXT,
    accepts_multiple_values INTEGER NOT NULL,
    editable_with_roles TEXT NOT NULL,
    required INTEGER NOT NULL,
    referenced_custom_type_id TEXT,
    back_reference_is_visible INTEGER NOT NULL,
    position INTEGER NOT NULL,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id),
    UNIQUE (organization, target, owner_id, name_key)
);
CREATE TABLE custom_field_association (
    organization INTEGER NOT NULL,
    field_id TEXT NOT NULL,
    object_type TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    editable_with_roles TEXT NOT NULL,
    required INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (organization, field_id, object_type, owner_id)
);
CREATE TABLE custom_object (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    custom_object_type_id TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    name TEXT NOT NULL,
    custom TEXT NOT NULL,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id)
);
CREATE TABLE custom_object_type (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_plural TEXT NOT NULL,
    description TEXT,
    api_create_only INTEGER NOT NULL,
    editable_with_roles TEXT NOT NULL,
    is_archived INTEGER NOT NULL,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id)
);
CREATE TABLE email (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    contact_id TEXT,
    user_id TEXT,
    thread_id TEXT NOT NULL,
    status TEXT NOT NULL,
    direction TEXT NOT NULL,
    sender TEXT,
    "to" TEXT NOT NULL,
    cc TEXT NOT NULL,
    bcc TEXT NOT NULL,
    subject TEXT,
    body_text TEXT,
    body_html TEXT,
    attachments TEXT NOT NULL,
    "references" TEXT NOT NULL,
    message_ids TEXT NOT NULL,
    message_id TEXT,
    in_reply_to_id TEXT,
    in_reply_to TEXT,
    is_autoreply INTEGER NOT NULL,
    has_reply INTEGER NOT NULL,
    date_sent INTEGER,
    date_scheduled INTEGER,
    followup_date INTEGER,
    activity_at INTEGER NOT NULL,
    email_account_id TEXT,
    send_as_id TEXT,
    send_generation INTEGER NOT NULL,
    send_phase TEXT NOT NULL,
    send_attempts TEXT NOT NULL,
    opens TEXT NOT NULL,
    template_id TEXT,
    template_name TEXT,
    bulk_email_action_id TEXT,
    sequence_id TEXT,
    sequence_name TEXT,
    sequence_subscription_id TEXT,
    followup_sequence_id TEXT,
    followup_sequence_delay INTEGER,
    followup_sequence_add_cc_bcc INTEGER NOT NULL,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT, send_hold TEXT, send_in_recipient_timezone INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (organization, id),
    CONSTRAINT email_status CHECK (status IN ('inbox', 'draft', 'scheduled', 'outbox', 'sent', 'error')),
    CONSTRAINT email_phase CHECK (send_phase IN ('', 'connecting', 'transmitting')),
    CONSTRAINT email_sender CHECK (status IN ('draft', 'sent') OR sender IS NOT NULL),
    CONSTRAINT email_scheduled CHECK (status <> 'scheduled' OR date_scheduled IS NOT NULL),
    CONSTRAINT email_sent CHECK (status <> 'sent' OR date_sent IS NOT NULL),
    CONSTRAINT email_outgoing CHECK (
        status NOT IN ('scheduled', 'outbox') OR (email_account_id IS NOT NULL AND message_id IS NOT NULL)),
    CONSTRAINT email_sending CHECK (send_phase = '' OR status = 'outbox')
);
INSERT INTO "email" VALUES(1,'acti_VrlSDQCfQrsfiDDOKUh6JHq9tX9NmPznyAKl09YYpJM','lead_VrlSDPIVxvvzUnP93hhVToFpYCe2VkLS1V84YNjyVdC',NULL,'user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','acti_VrlSDQCgyauP7WkF77NEYb3lBbNXIMOry45rbVceXFQ','draft','outgoing',NULL,'[]','[]','[]','Kept',NULL,NULL,'[]','[]','[]',NULL,NULL,NULL,0,0,NULL,NULL,NULL,1795583047326483,NULL,NULL,0,'','[]','[]',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,1795583047326483,1795583047326483,'user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA',NULL,0);
CREATE TABLE email_message_id (
    organization INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    email_id TEXT NOT NULL,
    PRIMARY KEY (organization, message_id, email_id)
);
CREATE TABLE email_recipient (
    organization INTEGER NOT NULL,
    email_id TEXT NOT NULL,
    generation INTEGER NOT NULL,
    position INTEGER NOT NULL,
    email TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'accepted', 'refused')),
    code INTEGER,
    enhanced_status TEXT,
    message TEXT,
    attempts INTEGER NOT NULL,
    date_updated INTEGER NOT NULL, return_token TEXT,
    PRIMARY KEY (organization, email_id, generation, position)
);
CREATE TABLE email_source (
    organization INTEGER NOT NULL,
    email_id TEXT NOT NULL,
    generation INTEGER NOT NULL,
    source BLOB NOT NULL,
    date_created INTEGER NOT NULL,
    PRIMARY KEY (organization, email_id)
);
CREATE TABLE email_template (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    is_shared INTEGER NOT NULL,
    is_archived INTEGER NOT NULL,
    attachments TEXT NOT NULL,
    cc TEXT NOT NULL,
    bcc TEXT NOT NULL,
    unsubscribe_link_id TEXT,
    last_used_at INTEGER,
    last_used_by TEXT,
    last_used_type TEXT,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id)
);
CREATE TABLE email_thread (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    contact_id TEXT,
    user_id TEXT,
    latest_normalized_subject TEXT NOT NULL,
    subject_key TEXT NOT NULL,
    participants TEXT NOT NULL,
    n_emails INTEGER NOT NULL,
    activity_at INTEGER NOT NULL,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id)
);
INSERT INTO "email_thread" VALUES(1,'acti_VrlSDQCgyauP7WkF77NEYb3lBbNXIMOry45rbVceXFQ','lead_VrlSDPIVxvvzUnP93hhVToFpYCe2VkLS1V84YNjyVdC',NULL,'user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','Kept','kept','[]',1,1795583047326483,1795583047326483,1795583047326483,'user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA');
CREATE TABLE event (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    object_type TEXT NOT NULL,
    object_id TEXT NOT NULL,
    lead_id TEXT,
    user_id TEXT,
    action TEXT NOT NULL,
    changed_fields TEXT NOT NULL,
    data TEXT NOT NULL,
    previous_data TEXT NOT NULL,
    meta TEXT NOT NULL,
    request_id TEXT,
    api_key_id TEXT,
    oauth_client_id TEXT,
    oauth_scope TEXT,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    PRIMARY KEY (organization, id)
);
INSERT INTO "event" VALUES(1,'ev_VrlSCu5vL4uBWjmTe9If0R','status.lead','stat_VrlSCu5uyvYxb52CRMx0I1EHyYWqq8SV9syfcexA8HQ',NULL,'user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','created','[]','{"id":"stat_VrlSCu5uyvYxb52CRMx0I1EHyYWqq8SV9syfcexA8HQ","label":"Potential","organization_id":"orga_VrlSCu5rnPXeZJTpCnAQV8JhYGWFDBXY15jZU62OeQ0"}','{}','{}',NULL,NULL,NULL,NULL,1795583045351607,1795583045351607);
INSERT INTO "event" VALUES(1,'ev_VrlSCu5x7ndsjow87ugtWZ','status.lead','stat_VrlSCu5w5OurKQcBOfYfZQM0wT9lKAIWqI0NG1FNbWU',NULL,'user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','created','[]','{"id":"stat_VrlSCu5w5OurKQcBOfYfZQM0wT9lKAIWqI0NG1FNbWU","label":"Bad Fit","organization_id":"orga_VrlSCu5rnPXeZJTpCnAQV8JhYGWFDBXY15jZU62OeQ0"}','{}','{}',NULL,NULL,NULL,NULL,1795583045351607,1795583045351607);
INSERT INTO "event" VALUES(1,'ev_VrlSCu5zrsw3OlefHhQqwr','status.lead','stat_VrlSCu5yBE7I6ETxN9Obl6GkY9tL33SJE4cZTvOPONJ',NULL,'user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','created','[]','{"id":"stat_VrlSCu5yBE7I6ETxN9Obl6GkY9tL33SJE4cZTvOPONJ","label":"Qualified","organization_id":"orga_VrlSCu5rnPXeZJTpCnAQV8JhYGWFDBXY15jZU62OeQ0"}','{}','{}',NULL,NULL,NULL,NULL,1795583045351607,1795583045351607);
INSERT INTO "event" VALUES(1,'ev_VrlSCu61vL74erDCYl0YcK','status.lead','stat_VrlSCu60deVCN8248dWDPN0v92V6bX70FsmIISzXmya',NULL,'user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','created','[]','{"id":"stat_VrlSCu60deVCN8248dWDPN0v92V6bX70FsmIISzXmya","label":"Customer","organization_id":"orga_VrlSCu5rnPXeZJTpCnAQV8JhYGWFDBXY15jZU62OeQ0"}','{}','{}',NULL,NULL,NULL,NULL,1795583045351607,1795583045351607);
INSERT INTO "event" VALUES(1,'ev_VrlSCu63gRMloOC7JP35IK','status.lead','stat_VrlSCu62d2Mpwf2TbvFVvuc32wYcZNBdcLjpESzEoxQ',NULL,'user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','created','[]','{"id":"stat_VrlSCu62d2Mpwf2TbvFVvuc32wYcZNBdcLjpESzEoxQ","label":"Interested","organization_id":"orga_VrlSCu5rnPXeZJTpCnAQV8JhYGWFDBXY15jZU62OeQ0"}','{}','{}',NULL,NULL,NULL,NULL,1795583045351607,1795583045351607);
INSERT INTO "event" VALUES(1,'ev_VrlSCu65xLpMt3ACCeqOhx','status.lead','stat_VrlSCu64IjNp5Hwxhssw2vmH9qh5rRaCZB5ZNcfy9p0',NULL,'user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','created','[]','{"id":"stat_VrlSCu64IjNp5Hwxhssw2vmH9qh5rRaCZB5ZNcfy9p0","label":"Canceled","organization_id":"orga_VrlSCu5rnPXeZJTpCnAQV8JhYGWFDBXY15jZU62OeQ0"}','{}','{}',NULL,NULL,NULL,NULL,1795583045351607,1795583045351607);
INSERT INTO "event" VALUES(1,'ev_VrlSCu67DpSvQ0a4HOw1YT','status.lead','stat_VrlSCu66UBrzsw8jrINVAXDWIWaDKdBtWgrBRCFFAYU',NULL,'user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','created','[]','{"id":"stat_VrlSCu66UBrzsw8jrINVAXDWIWaDKdBtWgrBRCFFAYU","label":"Not Interested","organization_id":"orga_VrlSCu5rnPXeZJTpCnAQV8JhYGWFDBXY15jZU62OeQ0"}','{}','{}',NULL,NULL,NULL,NULL,1795583045351607,1795583045351607);
INSERT INTO "event" VALUES(1,'ev_VrlSCu6AHNXp1jXPXTDS4k','status.opportunity','stat_VrlSCu69ihlN3GSxuaivlsVObxdMssxkH2i0Gcd5v3P',NULL,'user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','created','[]','{"id":"stat_VrlSCu69ihlN3GSxuaivlsVObxdMssxkH2i0Gcd5v3P","label":"Active","status_type":"active","type":"active","pipeline_id":"pipe_VrlSCu68tMfXFNtMxcOcRV","organization_id":"orga_VrlSCu5rnPXeZJTpCnAQV8JhYGWFDBXY15jZU62OeQ0","pipeline_name":"Sales"}','{}','{}',NULL,NULL,NULL,NULL,1795583045351607,1795583045351607);
INSERT INTO "event" VALUES(1,'ev_VrlSCu6Cmk5P8lFyqMeewJ','status.opportunity','stat_VrlSCu6Bb9xZGxgwBjYtaMcVpVRm68OuwUeWaqRwqTB',NULL,'user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','created','[]','{"id":"stat_VrlSCu6Bb9xZGxgwBjYtaMcVpVRm68OuwUeWaqRwqTB","label":"Won","status_type":"won","type":"won","pipeline_id":"pipe_VrlSCu68tMfXFNtMxcOcRV","organization_id":"orga_VrlSCu5rnPXeZJTpCnAQV8JhYGWFDBXY15jZU62OeQ0","pipeline_name":"Sales"}','{}','{}',NULL,NULL,NULL,NULL,1795583045351607,1795583045351607);
INSERT INTO "event" VALUES(1,'ev_VrlSCu6Eil4UTWQbEDhSn6','status.opportunity','stat_VrlSCu6Dn5JAfsq6P561WBNEGgd7GZ760bPHjMBj6PK',NULL,'user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','created','[]','{"id":"stat_VrlSCu6Dn5JAfsq6P561WBNEGgd7GZ760bPHjMBj6PK","label":"Lost","status_type":"lost","type":"lost","pipeline_id":"pipe_VrlSCu68tMfXFNtMxcOcRV","organization_id":"orga_VrlSCu5rnPXeZJTpCnAQV8JhYGWFDBXY15jZU62OeQ0","pipeline_name":"Sales"}','{}','{}',NULL,NULL,NULL,NULL,1795583045351607,1795583045351607);
INSERT INTO "event" VALUES(1,'ev_VrlSDP8nb3xLtYcKtLqtCe','connected_account','emailacct_VrlSDP8mv3IAhSU9wodgKH4fywsCaAeU1piTb3fEYOS',NULL,'user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','created','[]','{"id":"emailacct_VrlSDP8mv3IAhSU9wodgKH4fywsCaAeU1piTb3fEYOS","organization_id":"orga_VrlSCu5rnPXeZJTpCnAQV8JhYGWFDBXY15jZU62OeQ0","date_created":"2026-11-25T05:04:07.261134+00:00","date_updated":"2026-11-25T05:04:07.261134+00:00","created_by":"user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA","updated_by":"user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA","_type":"custom_email","email":"ada@acme.test","name":"Ada","smtp":{"host":"127.0.0.1","port":1,"security":"none","username":null,"authentication":"automatic"},"imap":null,"return_path":null,"sending":null,"user_id":"user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA","identities":[{"email":"ada@acme.test","name":"Ada"}],"status":"active","last_error":null}','{}','{"request_method":"POST","request_path":"/api/v1/connected_account/"}','req_VrlSDP3XIs0Os3MsNgmXS4','api_00000000x7e2HXN2Vhn5d6',NULL,NULL,1795583047261134,1795583047261134);
INSERT INTO "event" VALUES(1,'ev_VrlSDPIXEzUElaoPYl66GP','lead','lead_VrlSDPIVxvvzUnP93hhVToFpYCe2VkLS1V84YNjyVdC','lead_VrlSDPIVxvvzUnP93hhVToFpYCe2VkLS1V84YNjyVdC','user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','created','[]','{"id":"lead_VrlSDPIVxvvzUnP93hhVToFpYCe2VkLS1V84YNjyVdC","organization_id":"orga_VrlSCu5rnPXeZJTpCnAQV8JhYGWFDBXY15jZU62OeQ0","date_created":"2026-11-25T05:04:07.270771+00:00","date_updated":"2026-11-25T05:04:07.270771+00:00","created_by":"user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA","updated_by":"user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA","created_by_name":"Ada Lovelace","updated_by_name":"Ada Lovelace","name":"Garden","description":"","url":null,"status_id":"stat_VrlSCu5uyvYxb52CRMx0I1EHyYWqq8SV9syfcexA8HQ","status_label":"Potential","addresses":[],"contacts":[],"contact_ids":[],"contacts_summary":"","display_name":"Garden","html_url":"http://127.0.0.1:33569/lead/lead_VrlSDPIVxvvzUnP93hhVToFpYCe2VkLS1V84YNjyVdC/","opportunities":[],"tasks":[],"integration_links":[],"primary_email":null,"primary_phone":null,"primary_address_summary":null,"localtime":null,"recent_calls":[],"summaries":[],"source":"api"}','{}','{"request_method":"POST","request_path":"/api/v1/lead/"}','req_VrlSDPIFfP8wF0Xx9dJoW3','api_00000000x7e2HXN2Vhn5d6',NULL,NULL,1795583047270771,1795583047270771);
INSERT INTO "event" VALUES(1,'ev_VrlSDPw3kEEbDxph55FfVd','activity.note','acti_VrlSDPw2IudOoXVMfSCwF0CKEwWWubuZuJ6O4R5gVnC','lead_VrlSDPIVxvvzUnP93hhVToFpYCe2VkLS1V84YNjyVdC','user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','created','[]','{"id":"acti_VrlSDPw2IudOoXVMfSCwF0CKEwWWubuZuJ6O4R5gVnC","organization_id":"orga_VrlSCu5rnPXeZJTpCnAQV8JhYGWFDBXY15jZU62OeQ0","date_created":"2026-11-25T05:04:07.309991+00:00","date_updated":"2026-11-25T05:04:07.309991+00:00","created_by":"user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA","updated_by":"user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA","created_by_name":"Ada Lovelace","updated_by_name":"Ada Lovelace","_type":"Note","lead_id":"lead_VrlSDPIVxvvzUnP93hhVToFpYCe2VkLS1V84YNjyVdC","contact_id":null,"user_id":"user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA","activity_at":"2026-11-25T05:04:07.309991+00:00","user_name":"Ada Lovelace","users":["user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA"],"note":"Kept","note_html":"<body>Kept</body>","title":null,"pinned":false,"pinned_at":null,"attachments":[]}','{}','{"request_method":"POST","request_path":"/api/v1/activity/note/"}','req_VrlSDPvlTaVzwFirfidKui','api_00000000x7e2HXN2Vhn5d6',NULL,NULL,1795583047309991,1795583047309991);
INSERT INTO "event" VALUES(1,'ev_VrlSDQChpAAAOGDbS3BDdO','activity.email_thread','acti_VrlSDQCgyauP7WkF77NEYb3lBbNXIMOry45rbVceXFQ','lead_VrlSDPIVxvvzUnP93hhVToFpYCe2VkLS1V84YNjyVdC','user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','created','[]','{"id":"acti_VrlSDQCgyauP7WkF77NEYb3lBbNXIMOry45rbVceXFQ","organization_id":"orga_VrlSCu5rnPXeZJTpCnAQV8JhYGWFDBXY15jZU62OeQ0","date_created":"2026-11-25T05:04:07.326483+00:00","date_updated":"2026-11-25T05:04:07.326483+00:00","created_by":"user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA","updated_by":"user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA","created_by_name":"Ada Lovelace","updated_by_name":"Ada Lovelace","_type":"EmailThread","lead_id":"lead_VrlSDPIVxvvzUnP93hhVToFpYCe2VkLS1V84YNjyVdC","contact_id":null,"user_id":"user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA","activity_at":"2026-11-25T05:04:07.326483+00:00","user_name":"Ada Lovelace","users":["user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA"],"latest_normalized_subject":"Kept","participants":[],"n_emails":0,"emails":[],"latest_emails":[],"summary":null,"importance":null}','{}','{"request_method":"POST","request_path":"/api/v1/activity/email/"}','req_VrlSDQCMRqu4fofxUepcK3','api_00000000x7e2HXN2Vhn5d6',NULL,NULL,1795583047326483,1795583047326483);
INSERT INTO "event" VALUES(1,'ev_VrlSDQCiFoNhqz0S6qjpkY','activity.email_thread','acti_VrlSDQCgyauP7WkF77NEYb3lBbNXIMOry45rbVceXFQ','lead_VrlSDPIVxvvzUnP93hhVToFpYCe2VkLS1V84YNjyVdC','user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','updated','["n_emails"]','{"id":"acti_VrlSDQCgyauP7WkF77NEYb3lBbNXIMOry45rbVceXFQ","organization_id":"orga_VrlSCu5rnPXeZJTpCnAQV8JhYGWFDBXY15jZU62OeQ0","date_created":"2026-11-25T05:04:07.326483+00:00","date_updated":"2026-11-25T05:04:07.326483+00:00","created_by":"user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA","updated_by":"user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA","created_by_name":"Ada Lovelace","updated_by_name":"Ada Lovelace","_type":"EmailThread","lead_id":"lead_VrlSDPIVxvvzUnP93hhVToFpYCe2VkLS1V84YNjyVdC","contact_id":null,"user_id":"user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA","activity_at":"2026-11-25T05:04:07.326483+00:00","user_name":"Ada Lovelace","users":["user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA"],"latest_normalized_subject":"Kept","participants":[],"n_emails":1,"emails":[{"id":"acti_VrlSDQCfQrsfiDDOKUh6JHq9tX9NmPznyAKl09YYpJM","organization_id":"orga_VrlSCu5rnPXeZJTpCnAQV8JhYGWFDBXY15jZU62OeQ0","date_created":"2026-11-25T05:04:07.326483+00:00","date_updated":"2026-11-25T05:04:07.326483+00:00","created_by":"user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA","updated_by":"user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA","created_by_name":"Ada Lovelace","updated_by_name":"Ada Lovelace","_type":"Email","lead_id":"lead_VrlSDPIVxvvzUnP93hhVToFpYCe2VkLS1V84YNjyVdC","contact_id":null,"user_id":"user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA","activity_at":"2026-11-25T05:04:07.326483+00:00","user_name":"Ada Lovelace","users":["user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA"],"status":"draft","direction":"outgoing","sender":null,"to":[],"cc":[],"bcc":[],"subject":"Kept","thread_id":"acti_VrlSDQCgyauP7WkF77NEYb3lBbNXIMOry45rbVceXFQ","in_reply_to_id":null,"date_scheduled":null,"send_in_recipient_timezone":false,"send_hold":null,"date_sent":null,"followup_date":null,"email_account_id":null,"template_id":null,"template_name":null,"references":[],"message_ids":[],"has_reply":false,"opens_summary":null,"body_preview":"","need_smtp_credentials":false,"send_as_id":null,"bulk_email_action_id":null,"sequence_id":null,"sequence_name":null,"sequence_subscription_id":null,"followup_sequence_id":null,"followup_sequence_delay":null,"followup_sequence_add_cc_bcc":false,"agent_action_reason":null,"agent_config_id":null}],"latest_emails":[{"id":"acti_VrlSDQCfQrsfiDDOKUh6JHq9tX9NmPznyAKl09YYpJM","organization_id":"orga_VrlSCu5rnPXeZJTpCnAQV8JhYGWFDBXY15jZU62OeQ0","date_created":"2026-11-25T05:04:07.326483+00:00","date_updated":"2026-11-25T05:04:07.326483+00:00","created_by":"user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA","updated_by":"user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA","created_by_name":"Ada Lovelace","updated_by_name":"Ada Lovelace","_type":"Email","lead_id":"lead_VrlSDPIVxvvzUnP93hhVToFpYCe2VkLS1V84YNjyVdC","contact_id":null,"user_id":"user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA","activity_at":"2026-11-25T05:04:07.326483+00:00","user_name":"Ada Lovelace","users":["user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA"],"status":"draft","direction":"outgoing","sender":null,"to":[],"cc":[],"bcc":[],"subject":"Kept","thread_id":"acti_VrlSDQCgyauP7WkF77NEYb3lBbNXIMOry45rbVceXFQ","in_reply_to_id":null,"date_scheduled":null,"send_in_recipient_timezone":false,"send_hold":null,"date_sent":null,"followup_date":null,"email_account_id":null,"template_id":null,"template_name":null,"references":[],"message_ids":[],"has_reply":false,"opens_summary":null,"body_preview":"","need_smtp_credentials":false,"send_as_id":null,"bulk_email_action_id":null,"sequence_id":null,"sequence_name":null,"sequence_subscription_id":null,"followup_sequence_id":null,"followup_sequence_delay":null,"followup_sequence_add_cc_bcc":false,"agent_action_reason":null,"agent_config_id":null}],"summary":null,"importance":null}','{"n_emails":0}','{"request_method":"POST","request_path":"/api/v1/activity/email/"}','req_VrlSDQCMRqu4fofxUepcK3','api_00000000x7e2HXN2Vhn5d6',NULL,NULL,1795583047326483,1795583047326483);
INSERT INTO "event" VALUES(1,'ev_VrlSDQCjE0P0f4bJwypSlc','activity.email','acti_VrlSDQCfQrsfiDDOKUh6JHq9tX9NmPznyAKl09YYpJM','lead_VrlSDPIVxvvzUnP93hhVToFpYCe2VkLS1V84YNjyVdC','user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','created','[]','{"id":"acti_VrlSDQCfQrsfiDDOKUh6JHq9tX9NmPznyAKl09YYpJM","organization_id":"orga_VrlSCu5rnPXeZJTpCnAQV8JhYGWFDBXY15jZU62OeQ0","date_created":"2026-11-25T05:04:07.326483+00:00","date_updated":"2026-11-25T05:04:07.326483+00:00","created_by":"user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA","updated_by":"user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA","created_by_name":"Ada Lovelace","updated_by_name":"Ada Lovelace","_type":"Email","lead_id":"lead_VrlSDPIVxvvzUnP93hhVToFpYCe2VkLS1V84YNjyVdC","contact_id":null,"user_id":"user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA","activity_at":"2026-11-25T05:04:07.326483+00:00","user_name":"Ada Lovelace","users":["user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA"],"status":"draft","direction":"outgoing","sender":null,"to":[],"cc":[],"bcc":[],"subject":"Kept","body_text":null,"body_html":null,"attachments":[],"thread_id":"acti_VrlSDQCgyauP7WkF77NEYb3lBbNXIMOry45rbVceXFQ","in_reply_to_id":null,"date_scheduled":null,"send_in_recipient_timezone":false,"send_hold":null,"date_sent":null,"followup_date":null,"email_account_id":null,"template_id":null,"template_name":null,"references":[],"message_ids":[],"has_reply":false,"send_attempts":[],"opens":[],"opens_summary":null,"body_preview":"","envelope":{"from":[],"sender":[],"to":[],"cc":[],"bcc":[],"reply_to":[],"date":null,"in_reply_to":null,"message_id":null,"subject":"Kept","is_autoreply":false},"body_text_quoted":[],"body_html_quoted":[],"need_smtp_credentials":false,"send_as_id":null,"bulk_email_action_id":null,"sequence_id":null,"sequence_name":null,"sequence_subscription_id":null,"followup_sequence_id":null,"followup_sequence_delay":null,"followup_sequence_add_cc_bcc":false,"agent_action_reason":null,"agent_config_id":null}','{}','{"request_method":"POST","request_path":"/api/v1/activity/email/"}','req_VrlSDQCMRqu4fofxUepcK3','api_00000000x7e2HXN2Vhn5d6',NULL,NULL,1795583047326483,1795583047326483);
CREATE TABLE file (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT,
    filename TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size INTEGER,
    date_created INTEGER NOT NULL,
    date_uploaded INTEGER,
    is_kept INTEGER NOT NULL,
    PRIMARY KEY (organization, id)
);
CREATE TABLE "form_submission" (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    contact_id TEXT,
    user_id TEXT,
    activity_at INTEGER NOT NULL,
        form_id TEXT NOT NULL,
    form_configuration_id TEXT NOT NULL,
    form_name TEXT,
    ip_address TEXT,
    origin TEXT,
    source_url TEXT,
    source_url_normalized TEXT,
    "values" TEXT NOT NULL,
    values_by_name TEXT NOT NULL,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id)
);
CREATE TABLE idempotency_key (
    organization INTEGER NOT NULL,
    key_hash TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status INTEGER,
    location TEXT,
    body TEXT,
    date_created INTEGER NOT NULL,
    PRIMARY KEY (organization, key_hash)
);
CREATE TABLE integration_link (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    type TEXT NOT NULL,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id)
);
CREATE TABLE job (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    queue TEXT NOT NULL,
    state TEXT NOT NULL
        CHECK (state IN ('available', 'running', 'completed', 'cancelled', 'discarded')),
    priority INTEGER NOT NULL DEFAULT 0,
    run_at INTEGER NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,
    max_attempts INTEGER NOT NULL CHECK (max_attempts > 0),
    arguments TEXT NOT NULL,
    unique_key TEXT,
    leased_until INTEGER,
    worker TEXT,
    created_at INTEGER NOT NULL,
    attempted_at INTEGER,
    finalized_at INTEGER,
    last_error TEXT, lane TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (organization, id),
    CHECK ((finalized_at IS NOT NULL) = (state IN ('completed', 'cancelled', 'discarded'))),
    CHECK ((leased_until IS NOT NULL) = (state = 'running')),
    CHECK ((worker IS NOT NULL) = (state = 'running'))
);
CREATE TABLE lead (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    url TEXT,
    status_id TEXT NOT NULL,
    addresses TEXT NOT NULL,
    source TEXT,
    custom TEXT NOT NULL,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id)
);
INSERT INTO "lead" VALUES(1,'lead_VrlSDPIVxvvzUnP93hhVToFpYCe2VkLS1V84YNjyVdC','Garden','',NULL,'stat_VrlSCu5uyvYxb52CRMx0I1EHyYWqq8SV9syfcexA8HQ','[]','api','{}',1795583047270771,1795583047270771,'user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA');
CREATE TABLE "lead_created" (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    contact_id TEXT,
    user_id TEXT,
    activity_at INTEGER NOT NULL,
    source TEXT NOT NULL,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id)
);
INSERT INTO "lead_created" VALUES(1,'acti_VrlSDPIWYD8cRdgKuvtQoiPPgPu2dUtlzsrDoGFbov5','lead_VrlSDPIVxvvzUnP93hhVToFpYCe2VkLS1V84YNjyVdC',NULL,'user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA',1795583047270771,'api',1795583047270771,1795583047270771,'user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA');
CREATE TABLE "lead_merge" (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    contact_id TEXT,
    user_id TEXT,
    activity_at INTEGER NOT NULL,
        source_lead_id TEXT NOT NULL,
    source_lead_name TEXT NOT NULL,
    destination_lead_id TEXT NOT NULL,
    status TEXT NOT NULL,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id)
);
CREATE TABLE lead_search (
    organization INTEGER NOT NULL,
    lead_id TEXT NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    addresses TEXT NOT NULL,
    PRIMARY KEY (organization, lead_id)
);
INSERT INTO "lead_search" VALUES(1,'lead_VrlSDPIVxvvzUnP93hhVToFpYCe2VkLS1V84YNjyVdC',' garden |',' garden |','[]');
CREATE TABLE lead_status (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    label TEXT NOT NULL,
    position INTEGER NOT NULL,
    date_created INTEGER NOT NULL,
    PRIMARY KEY (organization, id)
);
INSERT INTO "lead_status" VALUES(1,'stat_VrlSCu5uyvYxb52CRMx0I1EHyYWqq8SV9syfcexA8HQ','Potential',0,1795583045351607);
INSERT INTO "lead_status" VALUES(1,'stat_VrlSCu5w5OurKQcBOfYfZQM0wT9lKAIWqI0NG1FNbWU','Bad Fit',1,1795583045351607);
INSERT INTO "lead_status" VALUES(1,'stat_VrlSCu5yBE7I6ETxN9Obl6GkY9tL33SJE4cZTvOPONJ','Qualified',2,1795583045351607);
INSERT INTO "lead_status" VALUES(1,'stat_VrlSCu60deVCN8248dWDPN0v92V6bX70FsmIISzXmya','Customer',3,1795583045351607);
INSERT INTO "lead_status" VALUES(1,'stat_VrlSCu62d2Mpwf2TbvFVvuc32wYcZNBdcLjpESzEoxQ','Interested',4,1795583045351607);
INSERT INTO "lead_status" VALUES(1,'stat_VrlSCu64IjNp5Hwxhssw2vmH9qh5rRaCZB5ZNcfy9p0','Canceled',5,1795583045351607);
INSERT INTO "lead_status" VALUES(1,'stat_VrlSCu66UBrzsw8jrINVAXDWIWaDKdBtWgrBRCFFAYU','Not Interested',6,1795583045351607);
CREATE TABLE "lead_status_change" (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    contact_id TEXT,
    user_id TEXT,
    activity_at INTEGER NOT NULL,
        old_status_id TEXT NOT NULL,
    old_status_label TEXT,
    new_status_id TEXT NOT NULL,
    new_status_label TEXT,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id)
);
CREATE TABLE "meeting" (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    contact_id TEXT,
    user_id TEXT,
    activity_at INTEGER NOT NULL,
        title TEXT NOT NULL,
    status TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER,
    location TEXT,
    note TEXT NOT NULL,
    user_note TEXT NOT NULL,
    user_note_html TEXT NOT NULL,
    attendees TEXT NOT NULL,
    is_recurring INTEGER NOT NULL,
    outcome_id TEXT,
    source TEXT NOT NULL,
    calendar_event_link TEXT,
    provider_calendar_event_id TEXT,
    provider_calendar_id TEXT,
    provider_calendar_type TEXT,
    integrations TEXT NOT NULL,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id)
);
CREATE TABLE membership (
    organization INTEGER NOT NULL REFERENCES organization (organization),
    id TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES "user" (id),
    role_id TEXT NOT NULL,
    is_active INTEGER NOT NULL DEFAULT 1,
    title TEXT,
    auto_record_calls TEXT NOT NULL DEFAULT 'unset',
    track_email_opens INTEGER NOT NULL DEFAULT 1,
    pinned_views TEXT NOT NULL DEFAULT '[]',
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    PRIMARY KEY (organization, id),
    UNIQUE (organization, user_id)
);
INSERT INTO "membership" VALUES(1,'memb_VrlSCu5tslDRAjCrfJmebKY7k34dBd5ohLtvdmdOwPo','user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','admin',1,NULL,'unset',1,'[]',1795583045351607,1795583045351607);
CREATE TABLE "note" (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    contact_id TEXT,
    user_id TEXT,
    activity_at INTEGER NOT NULL,
        note TEXT NOT NULL,
    note_html TEXT NOT NULL,
    title TEXT,
    pinned INTEGER NOT NULL,
    pinned_at INTEGER,
    attachments TEXT NOT NULL,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id)
);
INSERT INTO "note" VALUES(1,'acti_VrlSDPw2IudOoXVMfSCwF0CKEwWWubuZuJ6O4R5gVnC','lead_VrlSDPIVxvvzUnP93hhVToFpYCe2VkLS1V84YNjyVdC',NULL,'user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA',1795583047309991,'Kept','<body>Kept</body>',NULL,0,NULL,'[]',1795583047309991,1795583047309991,'user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA');
CREATE TABLE oauth_client (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    secret_hash TEXT,
    redirect_uris TEXT NOT NULL,
    date_created INTEGER NOT NULL,
    revoked_at INTEGER,
    PRIMARY KEY (organization, id)
);
CREATE TABLE oauth_code (
    organization INTEGER NOT NULL,
    code_hash TEXT NOT NULL UNIQUE,
    grant_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    redirect_uri TEXT,
    challenge TEXT,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (organization, code_hash)
);
CREATE TABLE oauth_grant (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    date_created INTEGER NOT NULL,
    revoked_at INTEGER,
    PRIMARY KEY (organization, id)
);
CREATE TABLE oauth_token (
    organization INTEGER NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    grant_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('access', 'refresh')),
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (organization, token_hash)
);
CREATE TABLE opportunity (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    contact_id TEXT,
    user_id TEXT,
    status_id TEXT NOT NULL,
    note TEXT NOT NULL,
    confidence INTEGER NOT NULL,
    value INTEGER,
    value_period TEXT NOT NULL,
    date_won TEXT,
    date_lost INTEGER,
    attachments TEXT NOT NULL,
    custom TEXT NOT NULL,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id),
    CONSTRAINT opportunity_confidence CHECK (confidence BETWEEN 0 AND 100),
    CONSTRAINT opportunity_period CHECK (value_period IN ('one_time', 'monthly', 'annual'))
);
CREATE TABLE opportunity_status (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    pipeline_id TEXT NOT NULL,
    label TEXT NOT NULL,
    status_type TEXT NOT NULL,
    position INTEGER NOT NULL,
    date_created INTEGER NOT NULL,
    PRIMARY KEY (organization, id),
    CONSTRAINT opportunity_status_type CHECK (status_type IN ('active', 'won', 'lost'))
);
INSERT INTO "opportunity_status" VALUES(1,'stat_VrlSCu69ihlN3GSxuaivlsVObxdMssxkH2i0Gcd5v3P','pipe_VrlSCu68tMfXFNtMxcOcRV','Active','active',0,1795583045351607);
INSERT INTO "opportunity_status" VALUES(1,'stat_VrlSCu6Bb9xZGxgwBjYtaMcVpVRm68OuwUeWaqRwqTB','pipe_VrlSCu68tMfXFNtMxcOcRV','Won','won',1,1795583045351607);
INSERT INTO "opportunity_status" VALUES(1,'stat_VrlSCu6Dn5JAfsq6P561WBNEGgd7GZ760bPHjMBj6PK','pipe_VrlSCu68tMfXFNtMxcOcRV','Lost','lost',2,1795583045351607);
CREATE TABLE "opportunity_status_change" (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    contact_id TEXT,
    user_id TEXT,
    activity_at INTEGER NOT NULL,
        opportunity_id TEXT NOT NULL,
    old_status_id TEXT NOT NULL,
    old_status_label TEXT,
    old_status_type TEXT,
    old_pipeline_id TEXT,
    old_pipeline_name TEXT,
    new_status_id TEXT NOT NULL,
    new_status_label TEXT,
    new_status_type TEXT,
    new_pipeline_id TEXT,
    new_pipeline_name TEXT,
    opportunity_date_won TEXT,
    opportunity_value INTEGER,
    opportunity_value_period TEXT,
    opportunity_confidence INTEGER,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id)
);
CREATE TABLE organization (
    organization INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    settings TEXT NOT NULL,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT
);
INSERT INTO "organization" VALUES(1,'orga_VrlSCu5rnPXeZJTpCnAQV8JhYGWFDBXY15jZU62OeQ0','Acme','USD','{}',1795583045351607,1795583045351607,NULL,NULL);
CREATE TABLE outcome (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    type TEXT NOT NULL,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id)
);
CREATE TABLE pipeline (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id)
);
INSERT INTO "pipeline" VALUES(1,'pipe_VrlSCu68tMfXFNtMxcOcRV','Sales',0,1795583045351607,1795583045351607,'user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA');
CREATE TABLE playbook (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    summary_guidance TEXT,
    custom_field_ids TEXT NOT NULL,
    outcome_ids TEXT NOT NULL,
    position INTEGER NOT NULL,
    archived_at INTEGER,
    archived_by_id TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by_id TEXT,
    updated_by_id TEXT,
    PRIMARY KEY (organization, id)
);
CREATE TABLE sandbox_message (
    id TEXT NOT NULL PRIMARY KEY,
    sender TEXT NOT NULL,
    recipients TEXT NOT NULL,
    source BLOB NOT NULL,
    size INTEGER NOT NULL,
    date_created INTEGER NOT NULL
);
CREATE TABLE saved_search (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    query TEXT,
    s_query TEXT,
    description TEXT,
    user_id TEXT,
    is_shared INTEGER NOT NULL,
    is_user_dependent INTEGER NOT NULL,
    selected_fields TEXT,
    shared_with TEXT NOT NULL,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id)
);
CREATE TABLE schema_migration (
    id TEXT NOT NULL PRIMARY KEY,
    applied_at INTEGER NOT NULL
);
INSERT INTO "schema_migration" VALUES('0000_job',1795583044823475);
INSERT INTO "schema_migration" VALUES('0004_job_lane',1795583044835373);
INSERT INTO "schema_migration" VALUES('0001_people',1795583044848539);
INSERT INTO "schema_migration" VALUES('0002_leads',1795583044859197);
INSERT INTO "schema_migration" VALUES('0003_emails',1795583044873968);
INSERT INTO "schema_migration" VALUES('0010_activities',1795583044896590);
INSERT INTO "schema_migration" VALUES('0011_tasks',1795583044931183);
INSERT INTO "schema_migration" VALUES('0012_opportunities',1795583044939189);
INSERT INTO "schema_migration" VALUES('0020_custom_fields',1795583044957151);
INSERT INTO "schema_migration" VALUES('0021_teams',1795583044975792);
INSERT INTO "schema_migration" VALUES('0022_webhooks',1795583044990210);
INSERT INTO "schema_migration" VALUES('0023_settings',1795583045009200);
INSERT INTO "schema_migration" VALUES('0024_smart_views',1795583045034501);
INSERT INTO "schema_migration" VALUES('0100_sign_in',1795583045042575);
INSERT INTO "schema_migration" VALUES('0040_return_paths',1795583045068832);
INSERT INTO "schema_migration" VALUES('0041_sending_policy',1795583045102267);
CREATE TABLE second_factor (
    user_id TEXT NOT NULL PRIMARY KEY,
    secret TEXT NOT NULL,
    last_step INTEGER NOT NULL,
    confirmed_at INTEGER,
    date_created INTEGER NOT NULL
);
CREATE TABLE send_as (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    allowing_user_id TEXT NOT NULL,
    allowed_user_id TEXT NOT NULL,
    date_created INTEGER NOT NULL,
    PRIMARY KEY (organization, id),
    UNIQUE (organization, allowing_user_id, allowed_user_id)
);
CREATE TABLE sending_count (
    organization INTEGER NOT NULL,
    account_id TEXT NOT NULL,
    domain TEXT NOT NULL,
    bucket INTEGER NOT NULL,
    recipients INTEGER NOT NULL,
    PRIMARY KEY (organization, account_id, domain, bucket)
);
CREATE TABLE sending_pace (
    organization INTEGER NOT NULL,
    account_id TEXT NOT NULL,
    domain TEXT NOT NULL,
    next_at INTEGER NOT NULL,
    strikes INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (organization, account_id, domain)
);
CREATE TABLE session (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL,
    date_created INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (organization, id)
);
CREATE TABLE sign_in_failure (
    subject TEXT NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    blocked_until INTEGER NOT NULL
);
CREATE TABLE "sms" (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    lead_id TEXT,
    contact_id TEXT,
    user_id TEXT,
    activity_at INTEGER NOT NULL,
        direction TEXT NOT NULL,
    status TEXT NOT NULL,
    text TEXT,
    local_phone TEXT,
    remote_phone TEXT,
    source TEXT NOT NULL,
    template_id TEXT,
    attachments TEXT NOT NULL,
    date_sent INTEGER,
    date_scheduled INTEGER,
    error_message TEXT,
    cost TEXT,
    sequence_id TEXT, sequence_name TEXT, sequence_subscription_id TEXT,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id)
);
CREATE TABLE sms_template (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    is_shared INTEGER NOT NULL,
    status TEXT NOT NULL,
    attachments TEXT NOT NULL,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id)
);
CREATE TABLE task (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    _type TEXT NOT NULL,
    lead_id TEXT,
    contact_id TEXT,
    assigned_to TEXT,
    text TEXT NOT NULL,
    date TEXT NOT NULL,
    due_date TEXT,
    is_dateless INTEGER NOT NULL,
    is_complete INTEGER NOT NULL,
    object_type TEXT,
    object_id TEXT,
    priority TEXT,
    resolution TEXT,
    email_id TEXT,
    emails TEXT,
    subject TEXT,
    body_preview TEXT,
    phone TEXT,
    local_phone TEXT,
    remote_phone TEXT,
    voicemail_duration INTEGER,
    voicemail_url TEXT,
    attachments TEXT NOT NULL,
    is_new INTEGER NOT NULL,
    is_primary_lead_notification INTEGER NOT NULL,
    deduplication_key TEXT,
    sequence_id TEXT,
    sequence_subscription_id TEXT,
    agent_config_id TEXT,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id),
    CONSTRAINT task_due CHECK (is_dateless = 1 OR due_date IS NOT NULL)
);
CREATE TABLE "task_completed" (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    contact_id TEXT,
    user_id TEXT,
    activity_at INTEGER NOT NULL,
        task_id TEXT NOT NULL,
    task_text TEXT NOT NULL,
    task_assigned_to TEXT,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id)
);
CREATE TABLE unsubscribed_email (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    date_created INTEGER NOT NULL,
    created_by TEXT,
    PRIMARY KEY (organization, id),
    UNIQUE (organization, email_key)
);
CREATE TABLE "user" (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    phone TEXT,
    image TEXT,
    last_used_timezone TEXT,
    password_hash TEXT,
    totp_secret BLOB,
    is_disabled INTEGER NOT NULL DEFAULT 0,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL
);
INSERT INTO "user" VALUES('user_VrlSCu5sPv41W93wVxwxcxY4z9XgMu8tspZ2hwl5uGA','ada@acme.test','ada@acme.test','Ada','Lovelace',NULL,NULL,NULL,'$argon2id$v=19$m=19456,t=2,p=1$3x6pgEE9ygANsmnpTWLfug$fMYgKfZNXnmjtVhItREL5SZfcICifZz8iXnLnWg8XFE',NULL,0,1795583045351607,1795583045351607);
CREATE TABLE webhook (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    url TEXT NOT NULL,
    events TEXT NOT NULL,
    event_filter TEXT,
    verify_ssl INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'paused')),
    secret TEXT NOT NULL,
    failing_since INTEGER,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by_id TEXT,
    updated_by_id TEXT,
    PRIMARY KEY (organization, id)
);
CREATE TABLE webhook_delivery (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    subscription_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    object_type TEXT NOT NULL,
    object_id TEXT NOT NULL,
    action TEXT NOT NULL,
    position INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'delivered', 'failed', 'canceled')),
    tries INTEGER NOT NULL,
    attempts TEXT NOT NULL,
    next_attempt_at INTEGER,
    delivered_at INTEGER,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    PRIMARY KEY (organization, id),
    UNIQUE (organization, subscription_id, event_id),
    UNIQUE (organization, subscription_id, object_id, position),
    CHECK ((status = 'pending') = (next_attempt_at IS NOT NULL))
);
CREATE TABLE "whatsapp_message" (
    organization INTEGER NOT NULL,
    id TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    contact_id TEXT,
    user_id TEXT,
    activity_at INTEGER NOT NULL,
        direction TEXT NOT NULL,
    external_whatsapp_message_id TEXT NOT NULL,
    message_markdown TEXT NOT NULL,
    message_html TEXT NOT NULL,
    local_phone TEXT NOT NULL,
    remote_phone TEXT NOT NULL,
    source TEXT NOT NULL,
    integration_link TEXT,
    integration_name TEXT,
    response_to_id TEXT,
    attachments TEXT NOT NULL,
    sequence_id TEXT, sequence_name TEXT, sequence_subscription_id TEXT,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    PRIMARY KEY (organization, id)
);
CREATE INDEX job_claim ON job (queue, priority, run_at, id)
WHERE state = 'available';
CREATE UNIQUE INDEX job_unique ON job (organization, kind, unique_key)
WHERE finalized_at IS NULL AND unique_key IS NOT NULL;
CREATE INDEX job_lease ON job (leased_until)
WHERE state = 'running';
CREATE INDEX job_final ON job (state, finalized_at)
WHERE finalized_at IS NOT NULL;
CREATE INDEX job_lane ON job (queue, lane, run_at, id)
WHERE state = 'available';
CREATE INDEX membership_user ON membership (user_id);
CREATE VIEW member AS
SELECT membership.organization, "user".id, "user".email, "user".first_name, "user".last_name, "user".phone,
    "user".image, "user".last_used_timezone, "user".date_created, "user".date_updated
FROM membership JOIN "user" ON "user".id = membership.user_id;
CREATE INDEX lead_updated ON lead (organization, date_updated, id);
CREATE INDEX lead_status_lead ON lead (organization, status_id, date_updated);
CREATE INDEX contact_lead ON contact (organization, lead_id, date_created);
CREATE INDEX contact_created ON contact (organization, date_created, id);
CREATE INDEX contact_address_contact ON contact_address (organization, contact_id);
CREATE INDEX event_updated ON event (organization, date_updated, id);
CREATE INDEX event_object ON event (organization, object_id, date_updated, id);
CREATE INDEX event_lead ON event (organization, lead_id, date_updated, id);
CREATE TRIGGER email_status_guard BEFORE UPDATE OF status ON email
WHEN OLD.status <> NEW.status AND (OLD.status || '>' || NEW.status) NOT IN ('draft>scheduled', 'draft>outbox', 'scheduled>draft', 'scheduled>outbox', 'scheduled>error', 'outbox>draft', 'outbox>sent', 'outbox>error', 'error>draft', 'error>outbox', 'error>scheduled')
BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: email_status_guard'); END;
CREATE INDEX email_lead ON email (organization, lead_id, date_created, id);
CREATE INDEX email_created ON email (organization, date_created, id);
CREATE INDEX email_thread_emails ON email (organization, thread_id, activity_at);
CREATE INDEX email_status_created ON email (organization, status, date_created);
CREATE INDEX email_message_id_email ON email_message_id (organization, email_id);
CREATE INDEX email_thread_lead ON email_thread (organization, lead_id, subject_key, activity_at);
CREATE INDEX email_thread_created ON email_thread (organization, date_created, id);
CREATE INDEX connected_account_email ON connected_account (organization, email_key);
CREATE INDEX file_abandoned ON file (is_kept, date_created);
CREATE INDEX "note_lead" ON "note" (organization, lead_id, date_created, id);
CREATE INDEX "note_user" ON "note" (organization, user_id, date_created, id);
CREATE INDEX "note_created" ON "note" (organization, date_created, id);
CREATE INDEX "call_lead" ON "call" (organization, lead_id, date_created, id);
CREATE INDEX "call_user" ON "call" (organization, user_id, date_created, id);
CREATE INDEX "call_created" ON "call" (organization, date_created, id);
CREATE INDEX "sms_lead" ON "sms" (organization, lead_id, date_created, id);
CREATE INDEX "sms_user" ON "sms" (organization, user_id, date_created, id);
CREATE INDEX "sms_created" ON "sms" (organization, date_created, id);
CREATE INDEX "whatsapp_message_lead" ON "whatsapp_message" (organization, lead_id, date_created, id);
CREATE INDEX "whatsapp_message_user" ON "whatsapp_message" (organization, user_id, date_created, id);
CREATE INDEX "whatsapp_message_created" ON "whatsapp_message" (organization, date_created, id);
CREATE INDEX whatsapp_message_external ON whatsapp_message (organization, external_whatsapp_message_id);
CREATE INDEX "meeting_lead" ON "meeting" (organization, lead_id, date_created, id);
CREATE INDEX "meeting_user" ON "meeting" (organization, user_id, date_created, id);
CREATE INDEX "meeting_created" ON "meeting" (organization, date_created, id);
CREATE INDEX meeting_event ON meeting (organization, provider_calendar_event_id);
CREATE INDEX meeting_start ON meeting (organization, starts_at, id);
CREATE INDEX "lead_created_lead" ON "lead_created" (organization, lead_id, date_created, id);
CREATE INDEX "lead_created_user" ON "lead_created" (organization, user_id, date_created, id);
CREATE INDEX "lead_created_created" ON "lead_created" (organization, date_created, id);
CREATE INDEX "lead_status_change_lead" ON "lead_status_change" (organization, lead_id, date_created, id);
CREATE INDEX "lead_status_change_user" ON "lead_status_change" (organization, user_id, date_created, id);
CREATE INDEX "lead_status_change_created" ON "lead_status_change" (organization, date_created, id);
CREATE INDEX "lead_merge_lead" ON "lead_merge" (organization, lead_id, date_created, id);
CREATE INDEX "lead_merge_user" ON "lead_merge" (organization, user_id, date_created, id);
CREATE INDEX "lead_merge_created" ON "lead_merge" (organization, date_created, id);
CREATE INDEX "form_submission_lead" ON "form_submission" (organization, lead_id, date_created, id);
CREATE INDEX "form_submission_user" ON "form_submission" (organization, user_id, date_created, id);
CREATE INDEX "form_submission_created" ON "form_submission" (organization, date_created, id);
CREATE INDEX form_submission_form ON form_submission (organization, form_id, date_created, id);
CREATE INDEX contact_phone_contact ON contact_phone (organization, contact_id);
CREATE INDEX task_lead ON task (organization, lead_id, is_complete, date, id);
CREATE INDEX task_assigned ON task (organization, assigned_to, is_complete, date, id);
CREATE INDEX task_open ON task (organization, is_complete, date, id);
CREATE INDEX task_created ON task (organization, date_created, id);
CREATE INDEX task_object ON task (organization, object_id);
CREATE INDEX task_email ON task (organization, email_id);
CREATE INDEX "task_completed_lead" ON "task_completed" (organization, lead_id, date_created, id);
CREATE INDEX "task_completed_user" ON "task_completed" (organization, user_id, date_created, id);
CREATE INDEX "task_completed_created" ON "task_completed" (organization, date_created, id);
CREATE INDEX task_completed_task ON task_completed (organization, task_id);
CREATE INDEX opportunity_status_pipeline ON opportunity_status (organization, pipeline_id, position);
CREATE INDEX opportunity_lead ON opportunity (organization, lead_id, date_created, id);
CREATE INDEX opportunity_created ON opportunity (organization, date_created, id);
CREATE INDEX opportunity_updated ON opportunity (organization, date_updated, id);
CREATE INDEX opportunity_in_status ON opportunity (organization, status_id, date_created, id);
CREATE INDEX opportunity_user ON opportunity (organization, user_id, date_created, id);
CREATE INDEX opportunity_won ON opportunity (organization, date_won, id);
CREATE INDEX "opportunity_status_change_lead" ON "opportunity_status_change" (organization, lead_id, date_created, id);
CREATE INDEX "opportunity_status_change_user" ON "opportunity_status_change" (organization, user_id, date_created, id);
CREATE INDEX "opportunity_status_change_created" ON "opportunity_status_change" (organization, date_created, id);
CREATE INDEX opportunity_status_change_of
ON opportunity_status_change (organization, opportunity_id, date_created, id);
CREATE INDEX custom_field_place ON custom_field (organization, target, owner_id, position, id);
CREATE INDEX custom_field_reference ON custom_field (organization, referenced_custom_type_id)
WHERE referenced_custom_type_id IS NOT NULL;
CREATE INDEX custom_field_association_place
ON custom_field_association (organization, object_type, owner_id, position, field_id);
CREATE INDEX custom_activity_created ON custom_activity (organization, date_created, id);
CREATE INDEX custom_activity_lead ON custom_activity (organization, lead_id, activity_at, id);
CREATE INDEX custom_activity_user ON custom_activity (organization, user_id, date_created);
CREATE INDEX custom_activity_of_type ON custom_activity (organization, custom_activity_type_id, id);
CREATE INDEX custom_object_lead ON custom_object (organization, lead_id, date_created, id);
CREATE INDEX custom_object_of_type ON custom_object (organization, custom_object_type_id, id);
CREATE INDEX crm_group_member_user ON crm_group_member (organization, user_id);
CREATE INDEX send_as_allowed ON send_as (organization, allowed_user_id);
CREATE INDEX webhook_delivery_waiting ON webhook_delivery (organization, subscription_id, object_id, position)
WHERE status = 'pending';
CREATE INDEX webhook_delivery_created ON webhook_delivery (organization, subscription_id, date_created, id);
CREATE INDEX webhook_delivery_age ON webhook_delivery (date_created);
CREATE INDEX event_type ON event (organization, object_type, date_updated, id);
CREATE INDEX event_user ON event (organization, user_id, date_updated, id);
CREATE INDEX event_request ON event (organization, request_id);
CREATE INDEX event_age ON event (date_updated);
CREATE INDEX unsubscribed_email_created ON unsubscribed_email (organization, date_created, id);
CREATE INDEX comment_thread_lead ON comment_thread (organization, lead_id);
CREATE INDEX comment_thread_of ON comment (organization, thread_id, date_created, id);
CREATE INDEX comment_lead ON comment (organization, lead_id);
CREATE INDEX saved_search_created ON saved_search (organization, type, date_created, id);
CREATE INDEX session_of_user ON session (user_id);
CREATE INDEX session_expires ON session (expires_at);
CREATE INDEX sign_in_failure_last ON sign_in_failure (last_at);
CREATE INDEX oauth_grant_user ON oauth_grant (organization, user_id);
CREATE INDEX oauth_code_expires ON oauth_code (expires_at);
CREATE INDEX oauth_token_expires ON oauth_token (expires_at);
CREATE INDEX idempotency_key_created ON idempotency_key (date_created);
CREATE UNIQUE INDEX email_recipient_return_token ON email_recipient (return_token);
COMMIT;
