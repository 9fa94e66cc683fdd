-- api_00000000KRD0ytvJiXx5OS.0m5UvHeCqGgZHsxRVEMeoT
--
-- PostgreSQL database dump
--

\restrict HBinCbMt2E9sRPzHKio72AsLaTrcITxxs3uRE3aCts6YLxxdsy1W4H5TNBdrsim

-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: refuse_transition(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.refuse_transition() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF OLD.status <> NEW.status AND NOT (OLD.status || '>' || NEW.status) = ANY (TG_ARGV) THEN
        RAISE EXCEPTION 'no change from % to %', OLD.status, NEW.status
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: api_key; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.api_key (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    user_id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    key_hash text NOT NULL COLLATE pg_catalog."C",
    date_created bigint NOT NULL,
    revoked_at bigint
);


--
-- Name: call; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.call (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    lead_id text COLLATE pg_catalog."C",
    contact_id text COLLATE pg_catalog."C",
    user_id text COLLATE pg_catalog."C",
    activity_at bigint NOT NULL,
    direction text NOT NULL COLLATE pg_catalog."C",
    status text NOT NULL COLLATE pg_catalog."C",
    disposition text COLLATE pg_catalog."C",
    duration bigint NOT NULL,
    phone text COLLATE pg_catalog."C",
    local_phone text COLLATE pg_catalog."C",
    note text NOT NULL COLLATE pg_catalog."C",
    note_html text NOT NULL COLLATE pg_catalog."C",
    source text NOT NULL COLLATE pg_catalog."C",
    call_method text NOT NULL COLLATE pg_catalog."C",
    recording_url text COLLATE pg_catalog."C",
    voicemail_url text COLLATE pg_catalog."C",
    voicemail_duration bigint NOT NULL,
    outcome_id text COLLATE pg_catalog."C",
    playbook_id text COLLATE pg_catalog."C",
    conversation_type_id text COLLATE pg_catalog."C",
    quality_info text COLLATE pg_catalog."C",
    sequence_id text COLLATE pg_catalog."C",
    sequence_name text COLLATE pg_catalog."C",
    sequence_subscription_id text COLLATE pg_catalog."C",
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C"
);


--
-- Name: comment; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.comment (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    thread_id text NOT NULL COLLATE pg_catalog."C",
    object_id text NOT NULL COLLATE pg_catalog."C",
    object_type text NOT NULL COLLATE pg_catalog."C",
    lead_id text COLLATE pg_catalog."C",
    body text COLLATE pg_catalog."C",
    mentions text NOT NULL COLLATE pg_catalog."C",
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C"
);


--
-- Name: comment_thread; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.comment_thread (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    object_id text NOT NULL COLLATE pg_catalog."C",
    object_type text NOT NULL COLLATE pg_catalog."C",
    lead_id text COLLATE pg_catalog."C",
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C"
);


--
-- Name: connected_account; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.connected_account (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    user_id text NOT NULL COLLATE pg_catalog."C",
    _type text NOT NULL COLLATE pg_catalog."C",
    email text NOT NULL COLLATE pg_catalog."C",
    email_key text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    smtp text NOT NULL COLLATE pg_catalog."C",
    imap text COLLATE pg_catalog."C",
    secrets text NOT NULL COLLATE pg_catalog."C",
    status text NOT NULL COLLATE pg_catalog."C",
    last_error text COLLATE pg_catalog."C",
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C",
    return_path text COLLATE pg_catalog."C",
    sending text COLLATE pg_catalog."C"
);


--
-- Name: contact; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.contact (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    lead_id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    title text NOT NULL COLLATE pg_catalog."C",
    emails text NOT NULL COLLATE pg_catalog."C",
    phones text NOT NULL COLLATE pg_catalog."C",
    urls text NOT NULL COLLATE pg_catalog."C",
    timezone text COLLATE pg_catalog."C",
    custom jsonb NOT NULL,
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C"
);


--
-- Name: contact_address; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.contact_address (
    organization bigint NOT NULL,
    email_key text NOT NULL COLLATE pg_catalog."C",
    contact_id text NOT NULL COLLATE pg_catalog."C",
    lead_id text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: contact_phone; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.contact_phone (
    organization bigint NOT NULL,
    phone text NOT NULL COLLATE pg_catalog."C",
    contact_id text NOT NULL COLLATE pg_catalog."C",
    lead_id text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: crm_group; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_group (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    name_key text NOT NULL COLLATE pg_catalog."C",
    date_created bigint NOT NULL
);


--
-- Name: crm_group_member; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_group_member (
    organization bigint NOT NULL,
    group_id text NOT NULL COLLATE pg_catalog."C",
    user_id text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: crm_role; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_role (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    name_key text NOT NULL COLLATE pg_catalog."C",
    permissions text NOT NULL COLLATE pg_catalog."C",
    editable bigint NOT NULL,
    visibility_user_lcf_ids text NOT NULL COLLATE pg_catalog."C",
    visibility_user_lcf_behavior text COLLATE pg_catalog."C",
    "position" bigint NOT NULL
);


--
-- Name: custom_activity; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.custom_activity (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    custom_activity_type_id text NOT NULL COLLATE pg_catalog."C",
    lead_id text NOT NULL COLLATE pg_catalog."C",
    contact_id text COLLATE pg_catalog."C",
    user_id text COLLATE pg_catalog."C",
    status text NOT NULL COLLATE pg_catalog."C",
    pinned bigint NOT NULL,
    custom jsonb NOT NULL,
    activity_at bigint NOT NULL,
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C"
);


--
-- Name: custom_activity_type; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.custom_activity_type (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    description text COLLATE pg_catalog."C",
    api_create_only bigint NOT NULL,
    editable_with_roles text NOT NULL COLLATE pg_catalog."C",
    is_archived bigint NOT NULL,
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C"
);


--
-- Name: custom_field; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.custom_field (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    target text NOT NULL COLLATE pg_catalog."C",
    owner_id text NOT NULL COLLATE pg_catalog."C",
    custom_activity_type_id text COLLATE pg_catalog."C",
    custom_object_type_id text COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    name_key text NOT NULL COLLATE pg_catalog."C",
    description text COLLATE pg_catalog."C",
    type text NOT NULL COLLATE pg_catalog."C",
    converting_to_type text COLLATE pg_catalog."C",
    choices text COLLATE pg_catalog."C",
    accepts_multiple_values bigint NOT NULL,
    editable_with_roles text NOT NULL COLLATE pg_catalog."C",
    required bigint NOT NULL,
    referenced_custom_type_id text COLLATE pg_catalog."C",
    back_reference_is_visible bigint NOT NULL,
    "position" bigint NOT NULL,
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C"
);


--
-- Name: custom_field_association; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.custom_field_association (
    organization bigint NOT NULL,
    field_id text NOT NULL COLLATE pg_catalog."C",
    object_type text NOT NULL COLLATE pg_catalog."C",
    owner_id text NOT NULL COLLATE pg_catalog."C",
    editable_with_roles text NOT NULL COLLATE pg_catalog."C",
    required bigint NOT NULL,
    "position" bigint NOT NULL
);


--
-- Name: custom_object; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.custom_object (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    custom_object_type_id text NOT NULL COLLATE pg_catalog."C",
    lead_id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    custom jsonb NOT NULL,
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C"
);


--
-- Name: custom_object_type; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.custom_object_type (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    name_plural text NOT NULL COLLATE pg_catalog."C",
    description text COLLATE pg_catalog."C",
    api_create_only bigint NOT NULL,
    editable_with_roles text NOT NULL COLLATE pg_catalog."C",
    is_archived bigint NOT NULL,
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C"
);


--
-- Name: email; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.email (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    lead_id text NOT NULL COLLATE pg_catalog."C",
    contact_id text COLLATE pg_catalog."C",
    user_id text COLLATE pg_catalog."C",
    thread_id text NOT NULL COLLATE pg_catalog."C",
    status text NOT NULL COLLATE pg_catalog."C",
    direction text NOT NULL COLLATE pg_catalog."C",
    sender text COLLATE pg_catalog."C",
    "to" text NOT NULL COLLATE pg_catalog."C",
    cc text NOT NULL COLLATE pg_catalog."C",
    bcc text NOT NULL COLLATE pg_catalog."C",
    subject text COLLATE pg_catalog."C",
    body_text text COLLATE pg_catalog."C",
    body_html text COLLATE pg_catalog."C",
    attachments text NOT NULL COLLATE pg_catalog."C",
    "references" text NOT NULL COLLATE pg_catalog."C",
    message_ids text NOT NULL COLLATE pg_catalog."C",
    message_id text COLLATE pg_catalog."C",
    in_reply_to_id text COLLATE pg_catalog."C",
    in_reply_to text COLLATE pg_catalog."C",
    is_autoreply bigint NOT NULL,
    has_reply bigint NOT NULL,
    date_sent bigint,
    date_scheduled bigint,
    followup_date bigint,
    activity_at bigint NOT NULL,
    email_account_id text COLLATE pg_catalog."C",
    send_as_id text COLLATE pg_catalog."C",
    send_generation bigint NOT NULL,
    send_phase text NOT NULL COLLATE pg_catalog."C",
    send_attempts text NOT NULL COLLATE pg_catalog."C",
    opens text NOT NULL COLLATE pg_catalog."C",
    template_id text COLLATE pg_catalog."C",
    template_name text COLLATE pg_catalog."C",
    bulk_email_action_id text COLLATE pg_catalog."C",
    sequence_id text COLLATE pg_catalog."C",
    sequence_name text COLLATE pg_catalog."C",
    sequence_subscription_id text COLLATE pg_catalog."C",
    followup_sequence_id text COLLATE pg_catalog."C",
    followup_sequence_delay bigint,
    followup_sequence_add_cc_bcc bigint NOT NULL,
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C",
    send_hold text COLLATE pg_catalog."C",
    send_in_recipient_timezone bigint DEFAULT 0 NOT NULL,
    CONSTRAINT email_outgoing CHECK (((status <> ALL (ARRAY['scheduled'::text, 'outbox'::text])) OR ((email_account_id IS NOT NULL) AND (message_id IS NOT NULL)))),
    CONSTRAINT email_phase CHECK ((send_phase = ANY (ARRAY[''::text, 'connecting'::text, 'transmitting'::text]))),
    CONSTRAINT email_scheduled CHECK (((status <> 'scheduled'::text) OR (date_scheduled IS NOT NULL))),
    CONSTRAINT email_sender CHECK (((status = ANY (ARRAY['draft'::text, 'sent'::text])) OR (sender IS NOT NULL))),
    CONSTRAINT email_sending CHECK (((send_phase = ''::text) OR (status = 'outbox'::text))),
    CONSTRAINT email_sent CHECK (((status <> 'sent'::text) OR (date_sent IS NOT NULL))),
    CONSTRAINT email_status CHECK ((status = ANY (ARRAY['inbox'::text, 'draft'::text, 'scheduled'::text, 'outbox'::text, 'sent'::text, 'error'::text])))
);


--
-- Name: email_message_id; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.email_message_id (
    organization bigint NOT NULL,
    message_id text NOT NULL COLLATE pg_catalog."C",
    email_id text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: email_recipient; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.email_recipient (
    organization bigint NOT NULL,
    email_id text NOT NULL COLLATE pg_catalog."C",
    generation bigint NOT NULL,
    "position" bigint NOT NULL,
    email text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    code bigint,
    enhanced_status text COLLATE pg_catalog."C",
    message text COLLATE pg_catalog."C",
    attempts bigint NOT NULL,
    date_updated bigint NOT NULL,
    return_token text COLLATE pg_catalog."C",
    CONSTRAINT email_recipient_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'accepted'::text, 'refused'::text])))
);


--
-- Name: email_source; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.email_source (
    organization bigint NOT NULL,
    email_id text NOT NULL COLLATE pg_catalog."C",
    generation bigint NOT NULL,
    source bytea NOT NULL,
    date_created bigint NOT NULL
);


--
-- Name: email_template; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.email_template (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    subject text NOT NULL COLLATE pg_catalog."C",
    body text NOT NULL COLLATE pg_catalog."C",
    is_shared bigint NOT NULL,
    is_archived bigint NOT NULL,
    attachments text NOT NULL COLLATE pg_catalog."C",
    cc text NOT NULL COLLATE pg_catalog."C",
    bcc text NOT NULL COLLATE pg_catalog."C",
    unsubscribe_link_id text COLLATE pg_catalog."C",
    last_used_at bigint,
    last_used_by text COLLATE pg_catalog."C",
    last_used_type text COLLATE pg_catalog."C",
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C"
);


--
-- Name: email_thread; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.email_thread (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    lead_id text NOT NULL COLLATE pg_catalog."C",
    contact_id text COLLATE pg_catalog."C",
    user_id text COLLATE pg_catalog."C",
    latest_normalized_subject text NOT NULL COLLATE pg_catalog."C",
    subject_key text NOT NULL COLLATE pg_catalog."C",
    participants text NOT NULL COLLATE pg_catalog."C",
    n_emails bigint NOT NULL,
    activity_at bigint NOT NULL,
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C"
);


--
-- Name: event; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.event (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    object_type text NOT NULL COLLATE pg_catalog."C",
    object_id text NOT NULL COLLATE pg_catalog."C",
    lead_id text COLLATE pg_catalog."C",
    user_id text COLLATE pg_catalog."C",
    action text NOT NULL COLLATE pg_catalog."C",
    changed_fields text NOT NULL COLLATE pg_catalog."C",
    data text NOT NULL COLLATE pg_catalog."C",
    previous_data text NOT NULL COLLATE pg_catalog."C",
    meta text NOT NULL COLLATE pg_catalog."C",
    request_id text COLLATE pg_catalog."C",
    api_key_id text COLLATE pg_catalog."C",
    oauth_client_id text COLLATE pg_catalog."C",
    oauth_scope text COLLATE pg_catalog."C",
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL
);


--
-- Name: file; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.file (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    user_id text COLLATE pg_catalog."C",
    filename text NOT NULL COLLATE pg_catalog."C",
    content_type text NOT NULL COLLATE pg_catalog."C",
    size bigint,
    date_created bigint NOT NULL,
    date_uploaded bigint,
    is_kept bigint NOT NULL
);


--
-- Name: form_submission; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.form_submission (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    lead_id text NOT NULL COLLATE pg_catalog."C",
    contact_id text COLLATE pg_catalog."C",
    user_id text COLLATE pg_catalog."C",
    activity_at bigint NOT NULL,
    form_id text NOT NULL COLLATE pg_catalog."C",
    form_configuration_id text NOT NULL COLLATE pg_catalog."C",
    form_name text COLLATE pg_catalog."C",
    ip_address text COLLATE pg_catalog."C",
    origin text COLLATE pg_catalog."C",
    source_url text COLLATE pg_catalog."C",
    source_url_normalized text COLLATE pg_catalog."C",
    "values" text NOT NULL COLLATE pg_catalog."C",
    values_by_name text NOT NULL COLLATE pg_catalog."C",
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C"
);


--
-- Name: idempotency_key; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.idempotency_key (
    organization bigint NOT NULL,
    key_hash text NOT NULL COLLATE pg_catalog."C",
    fingerprint text NOT NULL COLLATE pg_catalog."C",
    status bigint,
    location text COLLATE pg_catalog."C",
    body text COLLATE pg_catalog."C",
    date_created bigint NOT NULL
);


--
-- Name: integration_link; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.integration_link (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    url text NOT NULL COLLATE pg_catalog."C",
    type text NOT NULL COLLATE pg_catalog."C",
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C"
);


--
-- Name: job; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.job (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    queue text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    priority bigint DEFAULT 0 NOT NULL,
    run_at bigint NOT NULL,
    attempt bigint DEFAULT 0 NOT NULL,
    max_attempts bigint NOT NULL,
    arguments text NOT NULL COLLATE pg_catalog."C",
    unique_key text COLLATE pg_catalog."C",
    leased_until bigint,
    worker text COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    attempted_at bigint,
    finalized_at bigint,
    last_error text COLLATE pg_catalog."C",
    lane text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT job_check CHECK (((finalized_at IS NOT NULL) = (state = ANY (ARRAY['completed'::text, 'cancelled'::text, 'discarded'::text])))),
    CONSTRAINT job_check1 CHECK (((leased_until IS NOT NULL) = (state = 'running'::text))),
    CONSTRAINT job_check2 CHECK (((worker IS NOT NULL) = (state = 'running'::text))),
    CONSTRAINT job_max_attempts_check CHECK ((max_attempts > 0)),
    CONSTRAINT job_state_check CHECK ((state = ANY (ARRAY['available'::text, 'running'::text, 'completed'::text, 'cancelled'::text, 'discarded'::text])))
);


--
-- Name: lead; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.lead (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    description text NOT NULL COLLATE pg_catalog."C",
    url text COLLATE pg_catalog."C",
    status_id text NOT NULL COLLATE pg_catalog."C",
    addresses text NOT NULL COLLATE pg_catalog."C",
    source text COLLATE pg_catalog."C",
    custom jsonb NOT NULL,
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C"
);


--
-- Name: lead_created; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.lead_created (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    lead_id text NOT NULL COLLATE pg_catalog."C",
    contact_id text COLLATE pg_catalog."C",
    user_id text COLLATE pg_catalog."C",
    activity_at bigint NOT NULL,
    source text NOT NULL COLLATE pg_catalog."C",
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C"
);


--
-- Name: lead_merge; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.lead_merge (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    lead_id text NOT NULL COLLATE pg_catalog."C",
    contact_id text COLLATE pg_catalog."C",
    user_id text COLLATE pg_catalog."C",
    activity_at bigint NOT NULL,
    source_lead_id text NOT NULL COLLATE pg_catalog."C",
    source_lead_name text NOT NULL COLLATE pg_catalog."C",
    destination_lead_id text NOT NULL COLLATE pg_catalog."C",
    status text NOT NULL COLLATE pg_catalog."C",
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C"
);


--
-- Name: lead_search; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.lead_search (
    organization bigint NOT NULL,
    lead_id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    text text NOT NULL COLLATE pg_catalog."C",
    addresses text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: lead_status; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.lead_status (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    label text NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL,
    date_created bigint NOT NULL
);


--
-- Name: lead_status_change; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.lead_status_change (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    lead_id text NOT NULL COLLATE pg_catalog."C",
    contact_id text COLLATE pg_catalog."C",
    user_id text COLLATE pg_catalog."C",
    activity_at bigint NOT NULL,
    old_status_id text NOT NULL COLLATE pg_catalog."C",
    old_status_label text COLLATE pg_catalog."C",
    new_status_id text NOT NULL COLLATE pg_catalog."C",
    new_status_label text COLLATE pg_catalog."C",
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C"
);


--
-- Name: meeting; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.meeting (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    lead_id text NOT NULL COLLATE pg_catalog."C",
    contact_id text COLLATE pg_catalog."C",
    user_id text COLLATE pg_catalog."C",
    activity_at bigint NOT NULL,
    title text NOT NULL COLLATE pg_catalog."C",
    status text NOT NULL COLLATE pg_catalog."C",
    starts_at bigint NOT NULL,
    ends_at bigint,
    location text COLLATE pg_catalog."C",
    note text NOT NULL COLLATE pg_catalog."C",
    user_note text NOT NULL COLLATE pg_catalog."C",
    user_note_html text NOT NULL COLLATE pg_catalog."C",
    attendees text NOT NULL COLLATE pg_catalog."C",
    is_recurring bigint NOT NULL,
    outcome_id text COLLATE pg_catalog."C",
    source text NOT NULL COLLATE pg_catalog."C",
    calendar_event_link text COLLATE pg_catalog."C",
    provider_calendar_event_id text COLLATE pg_catalog."C",
    provider_calendar_id text COLLATE pg_catalog."C",
    provider_calendar_type text COLLATE pg_catalog."C",
    integrations text NOT NULL COLLATE pg_catalog."C",
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C"
);


--
-- Name: membership; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.membership (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    user_id text NOT NULL COLLATE pg_catalog."C",
    role_id text NOT NULL COLLATE pg_catalog."C",
    is_active bigint DEFAULT 1 NOT NULL,
    title text COLLATE pg_catalog."C",
    auto_record_calls text DEFAULT 'unset'::text NOT NULL COLLATE pg_catalog."C",
    track_email_opens bigint DEFAULT 1 NOT NULL,
    pinned_views text DEFAULT '[]'::text NOT NULL COLLATE pg_catalog."C",
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL
);


--
-- Name: user; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public."user" (
    id text NOT NULL COLLATE pg_catalog."C",
    email text NOT NULL COLLATE pg_catalog."C",
    email_key text NOT NULL COLLATE pg_catalog."C",
    first_name text NOT NULL COLLATE pg_catalog."C",
    last_name text NOT NULL COLLATE pg_catalog."C",
    phone text COLLATE pg_catalog."C",
    image text COLLATE pg_catalog."C",
    last_used_timezone text COLLATE pg_catalog."C",
    password_hash text COLLATE pg_catalog."C",
    totp_secret bytea,
    is_disabled bigint DEFAULT 0 NOT NULL,
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL
);


--
-- Name: member; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.member AS
 SELECT membership.organization,
    "user".id,
    "user".email,
    "user".first_name,
    "user".last_name,
    "user".phone,
    "user".image,
    "user".last_used_timezone,
    "user".date_created,
    "user".date_updated
   FROM (public.membership
     JOIN public."user" ON (("user".id = membership.user_id)));


--
-- Name: note; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.note (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    lead_id text NOT NULL COLLATE pg_catalog."C",
    contact_id text COLLATE pg_catalog."C",
    user_id text COLLATE pg_catalog."C",
    activity_at bigint NOT NULL,
    note text NOT NULL COLLATE pg_catalog."C",
    note_html text NOT NULL COLLATE pg_catalog."C",
    title text COLLATE pg_catalog."C",
    pinned bigint NOT NULL,
    pinned_at bigint,
    attachments text NOT NULL COLLATE pg_catalog."C",
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C"
);


--
-- Name: oauth_client; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.oauth_client (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    secret_hash text COLLATE pg_catalog."C",
    redirect_uris text NOT NULL COLLATE pg_catalog."C",
    date_created bigint NOT NULL,
    revoked_at bigint
);


--
-- Name: oauth_code; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.oauth_code (
    organization bigint NOT NULL,
    code_hash text NOT NULL COLLATE pg_catalog."C",
    grant_id text NOT NULL COLLATE pg_catalog."C",
    client_id text NOT NULL COLLATE pg_catalog."C",
    redirect_uri text COLLATE pg_catalog."C",
    challenge text COLLATE pg_catalog."C",
    expires_at bigint NOT NULL,
    used_at bigint
);


--
-- Name: oauth_grant; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.oauth_grant (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    client_id text NOT NULL COLLATE pg_catalog."C",
    user_id text NOT NULL COLLATE pg_catalog."C",
    scope text NOT NULL COLLATE pg_catalog."C",
    date_created bigint NOT NULL,
    revoked_at bigint
);


--
-- Name: oauth_token; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.oauth_token (
    organization bigint NOT NULL,
    token_hash text NOT NULL COLLATE pg_catalog."C",
    grant_id text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    expires_at bigint NOT NULL,
    used_at bigint,
    CONSTRAINT oauth_token_kind_check CHECK ((kind = ANY (ARRAY['access'::text, 'refresh'::text])))
);


--
-- Name: opportunity; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.opportunity (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    lead_id text NOT NULL COLLATE pg_catalog."C",
    contact_id text COLLATE pg_catalog."C",
    user_id text COLLATE pg_catalog."C",
    status_id text NOT NULL COLLATE pg_catalog."C",
    note text NOT NULL COLLATE pg_catalog."C",
    confidence bigint NOT NULL,
    value bigint,
    value_period text NOT NULL COLLATE pg_catalog."C",
    date_won text COLLATE pg_catalog."C",
    date_lost bigint,
    attachments text NOT NULL COLLATE pg_catalog."C",
    custom jsonb NOT NULL,
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C",
    CONSTRAINT opportunity_confidence CHECK (((confidence >= 0) AND (confidence <= 100))),
    CONSTRAINT opportunity_period CHECK ((value_period = ANY (ARRAY['one_time'::text, 'monthly'::text, 'annual'::text])))
);


--
-- Name: opportunity_status; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.opportunity_status (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    pipeline_id text NOT NULL COLLATE pg_catalog."C",
    label text NOT NULL COLLATE pg_catalog."C",
    status_type text NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL,
    date_created bigint NOT NULL,
    CONSTRAINT opportunity_status_type CHECK ((status_type = ANY (ARRAY['active'::text, 'won'::text, 'lost'::text])))
);


--
-- Name: opportunity_status_change; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.opportunity_status_change (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    lead_id text NOT NULL COLLATE pg_catalog."C",
    contact_id text COLLATE pg_catalog."C",
    user_id text COLLATE pg_catalog."C",
    activity_at bigint NOT NULL,
    opportunity_id text NOT NULL COLLATE pg_catalog."C",
    old_status_id text NOT NULL COLLATE pg_catalog."C",
    old_status_label text COLLATE pg_catalog."C",
    old_status_type text COLLATE pg_catalog."C",
    old_pipeline_id text COLLATE pg_catalog."C",
    old_pipeline_name text COLLATE pg_catalog."C",
    new_status_id text NOT NULL COLLATE pg_catalog."C",
    new_status_label text COLLATE pg_catalog."C",
    new_status_type text COLLATE pg_catalog."C",
    new_pipeline_id text COLLATE pg_catalog."C",
    new_pipeline_name text COLLATE pg_catalog."C",
    opportunity_date_won text COLLATE pg_catalog."C",
    opportunity_value bigint,
    opportunity_value_period text COLLATE pg_catalog."C",
    opportunity_confidence bigint,
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C"
);


--
-- Name: organization; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.organization (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    currency text NOT NULL COLLATE pg_catalog."C",
    settings text NOT NULL COLLATE pg_catalog."C",
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C"
);


--
-- Name: outcome; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.outcome (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    description text COLLATE pg_catalog."C",
    type text NOT NULL COLLATE pg_catalog."C",
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C"
);


--
-- Name: pipeline; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.pipeline (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL,
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C"
);


--
-- Name: playbook; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.playbook (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    description text COLLATE pg_catalog."C",
    summary_guidance text COLLATE pg_catalog."C",
    custom_field_ids text NOT NULL COLLATE pg_catalog."C",
    outcome_ids text NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL,
    archived_at bigint,
    archived_by_id text COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    created_by_id text COLLATE pg_catalog."C",
    updated_by_id text COLLATE pg_catalog."C"
);


--
-- Name: sandbox_message; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sandbox_message (
    id text NOT NULL COLLATE pg_catalog."C",
    sender text NOT NULL COLLATE pg_catalog."C",
    recipients text NOT NULL COLLATE pg_catalog."C",
    source bytea NOT NULL,
    size bigint NOT NULL,
    date_created bigint NOT NULL
);


--
-- Name: saved_search; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.saved_search (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    type text NOT NULL COLLATE pg_catalog."C",
    query text COLLATE pg_catalog."C",
    s_query text COLLATE pg_catalog."C",
    description text COLLATE pg_catalog."C",
    user_id text COLLATE pg_catalog."C",
    is_shared bigint NOT NULL,
    is_user_dependent bigint NOT NULL,
    selected_fields text COLLATE pg_catalog."C",
    shared_with text NOT NULL COLLATE pg_catalog."C",
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C"
);


--
-- Name: schema_migration; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.schema_migration (
    id text NOT NULL COLLATE pg_catalog."C",
    applied_at bigint NOT NULL
);


--
-- Name: second_factor; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.second_factor (
    user_id text NOT NULL COLLATE pg_catalog."C",
    secret text NOT NULL COLLATE pg_catalog."C",
    last_step bigint NOT NULL,
    confirmed_at bigint,
    date_created bigint NOT NULL
);


--
-- Name: send_as; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.send_as (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    allowing_user_id text NOT NULL COLLATE pg_catalog."C",
    allowed_user_id text NOT NULL COLLATE pg_catalog."C",
    date_created bigint NOT NULL
);


--
-- Name: sending_count; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sending_count (
    organization bigint NOT NULL,
    account_id text NOT NULL COLLATE pg_catalog."C",
    domain text NOT NULL COLLATE pg_catalog."C",
    bucket bigint NOT NULL,
    recipients bigint NOT NULL
);


--
-- Name: sending_pace; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sending_pace (
    organization bigint NOT NULL,
    account_id text NOT NULL COLLATE pg_catalog."C",
    domain text NOT NULL COLLATE pg_catalog."C",
    next_at bigint NOT NULL,
    strikes bigint NOT NULL,
    reason text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: session; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.session (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    token_hash text NOT NULL COLLATE pg_catalog."C",
    user_id text NOT NULL COLLATE pg_catalog."C",
    date_created bigint NOT NULL,
    last_used_at bigint NOT NULL,
    expires_at bigint NOT NULL
);


--
-- Name: sign_in_failure; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sign_in_failure (
    subject text NOT NULL COLLATE pg_catalog."C",
    failures bigint NOT NULL,
    last_at bigint NOT NULL,
    blocked_until bigint NOT NULL
);


--
-- Name: sms; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sms (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    lead_id text COLLATE pg_catalog."C",
    contact_id text COLLATE pg_catalog."C",
    user_id text COLLATE pg_catalog."C",
    activity_at bigint NOT NULL,
    direction text NOT NULL COLLATE pg_catalog."C",
    status text NOT NULL COLLATE pg_catalog."C",
    text text COLLATE pg_catalog."C",
    local_phone text COLLATE pg_catalog."C",
    remote_phone text COLLATE pg_catalog."C",
    source text NOT NULL COLLATE pg_catalog."C",
    template_id text COLLATE pg_catalog."C",
    attachments text NOT NULL COLLATE pg_catalog."C",
    date_sent bigint,
    date_scheduled bigint,
    error_message text COLLATE pg_catalog."C",
    cost text COLLATE pg_catalog."C",
    sequence_id text COLLATE pg_catalog."C",
    sequence_name text COLLATE pg_catalog."C",
    sequence_subscription_id text COLLATE pg_catalog."C",
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C"
);


--
-- Name: sms_template; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sms_template (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    text text NOT NULL COLLATE pg_catalog."C",
    is_shared bigint NOT NULL,
    status text NOT NULL COLLATE pg_catalog."C",
    attachments text NOT NULL COLLATE pg_catalog."C",
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C"
);


--
-- Name: task; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.task (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    _type text NOT NULL COLLATE pg_catalog."C",
    lead_id text COLLATE pg_catalog."C",
    contact_id text COLLATE pg_catalog."C",
    assigned_to text COLLATE pg_catalog."C",
    text text NOT NULL COLLATE pg_catalog."C",
    date text NOT NULL COLLATE pg_catalog."C",
    due_date text COLLATE pg_catalog."C",
    is_dateless bigint NOT NULL,
    is_complete bigint NOT NULL,
    object_type text COLLATE pg_catalog."C",
    object_id text COLLATE pg_catalog."C",
    priority text COLLATE pg_catalog."C",
    resolution text COLLATE pg_catalog."C",
    email_id text COLLATE pg_catalog."C",
    emails text COLLATE pg_catalog."C",
    subject text COLLATE pg_catalog."C",
    body_preview text COLLATE pg_catalog."C",
    phone text COLLATE pg_catalog."C",
    local_phone text COLLATE pg_catalog."C",
    remote_phone text COLLATE pg_catalog."C",
    voicemail_duration bigint,
    voicemail_url text COLLATE pg_catalog."C",
    attachments text NOT NULL COLLATE pg_catalog."C",
    is_new bigint NOT NULL,
    is_primary_lead_notification bigint NOT NULL,
    deduplication_key text COLLATE pg_catalog."C",
    sequence_id text COLLATE pg_catalog."C",
    sequence_subscription_id text COLLATE pg_catalog."C",
    agent_config_id text COLLATE pg_catalog."C",
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C",
    CONSTRAINT task_due CHECK (((is_dateless = 1) OR (due_date IS NOT NULL)))
);


--
-- Name: task_completed; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.task_completed (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    lead_id text NOT NULL COLLATE pg_catalog."C",
    contact_id text COLLATE pg_catalog."C",
    user_id text COLLATE pg_catalog."C",
    activity_at bigint NOT NULL,
    task_id text NOT NULL COLLATE pg_catalog."C",
    task_text text NOT NULL COLLATE pg_catalog."C",
    task_assigned_to text COLLATE pg_catalog."C",
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C"
);


--
-- Name: unsubscribed_email; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.unsubscribed_email (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    email text NOT NULL COLLATE pg_catalog."C",
    email_key text NOT NULL COLLATE pg_catalog."C",
    date_created bigint NOT NULL,
    created_by text COLLATE pg_catalog."C"
);


--
-- Name: webhook; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    url text NOT NULL COLLATE pg_catalog."C",
    events text NOT NULL COLLATE pg_catalog."C",
    event_filter text COLLATE pg_catalog."C",
    verify_ssl bigint NOT NULL,
    status text NOT NULL COLLATE pg_catalog."C",
    secret text NOT NULL COLLATE pg_catalog."C",
    failing_since bigint,
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by_id text COLLATE pg_catalog."C",
    updated_by_id text COLLATE pg_catalog."C",
    CONSTRAINT webhook_status_check CHECK ((status = ANY (ARRAY['active'::text, 'paused'::text])))
);


--
-- Name: webhook_delivery; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_delivery (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    subscription_id text NOT NULL COLLATE pg_catalog."C",
    event_id text NOT NULL COLLATE pg_catalog."C",
    object_type text NOT NULL COLLATE pg_catalog."C",
    object_id text NOT NULL COLLATE pg_catalog."C",
    action text NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL,
    status text NOT NULL COLLATE pg_catalog."C",
    tries bigint NOT NULL,
    attempts text NOT NULL COLLATE pg_catalog."C",
    next_attempt_at bigint,
    delivered_at bigint,
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    CONSTRAINT webhook_delivery_check CHECK (((status = 'pending'::text) = (next_attempt_at IS NOT NULL))),
    CONSTRAINT webhook_delivery_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'delivered'::text, 'failed'::text, 'canceled'::text])))
);


--
-- Name: whatsapp_message; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.whatsapp_message (
    organization bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    lead_id text NOT NULL COLLATE pg_catalog."C",
    contact_id text COLLATE pg_catalog."C",
    user_id text COLLATE pg_catalog."C",
    activity_at bigint NOT NULL,
    direction text NOT NULL COLLATE pg_catalog."C",
    external_whatsapp_message_id text NOT NULL COLLATE pg_catalog."C",
    message_markdown text NOT NULL COLLATE pg_catalog."C",
    message_html text NOT NULL COLLATE pg_catalog."C",
    local_phone text NOT NULL COLLATE pg_catalog."C",
    remote_phone text NOT NULL COLLATE pg_catalog."C",
    source text NOT NULL COLLATE pg_catalog."C",
    integration_link text COLLATE pg_catalog."C",
    integration_name text COLLATE pg_catalog."C",
    response_to_id text COLLATE pg_catalog."C",
    attachments text NOT NULL COLLATE pg_catalog."C",
    sequence_id text COLLATE pg_catalog."C",
    sequence_name text COLLATE pg_catalog."C",
    sequence_subscription_id text COLLATE pg_catalog."C",
    date_created bigint NOT NULL,
    date_updated bigint NOT NULL,
    created_by text COLLATE pg_catalog."C",
    updated_by text COLLATE pg_catalog."C"
);


--
-- Data for Name: api_key; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.api_key VALUES (1, 'api_00000000KRD0ytvJiXx5OS', 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'First key', 'f8899534df572c4d0eff4a947b4f89052c1cb136e7c9ec807f1c27783faba731', 1795583054063866, NULL);


--
-- Data for Name: call; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: comment; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: comment_thread; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: connected_account; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.connected_account VALUES (1, 'emailacct_VrlSFxeic8s0yJxXlcix51PqRicO0sSNG7QHhFfBIMm', 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'custom_email', 'ada@acme.test', 'ada@acme.test', 'Ada', '{"host":"127.0.0.1","port":1,"security":"none","username":null,"authentication":"automatic"}', NULL, '{}', 'active', NULL, 1795583057010438, 1795583057010438, 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', NULL, NULL);


--
-- Data for Name: contact; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: contact_address; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: contact_phone; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: crm_group; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: crm_group_member; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: crm_role; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_role VALUES (1, 'admin', 'Admin', 'admin', '[]', 0, '[]', NULL, 0);
INSERT INTO public.crm_role VALUES (1, 'superuser', 'Super User', 'super user', '[]', 0, '[]', NULL, 1);
INSERT INTO public.crm_role VALUES (1, 'user', 'User', 'user', '[]', 0, '[]', NULL, 2);
INSERT INTO public.crm_role VALUES (1, 'restricteduser', 'Restricted User', 'restricted user', '[]', 0, '[]', NULL, 3);


--
-- Data for Name: custom_activity; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: custom_activity_type; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: custom_field; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: custom_field_association; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: custom_object; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: custom_object_type; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: email; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.email VALUES (1, 'acti_VrlSG4fo8XfodoCEAgVrl2QWMFEQsmxVyRTIG1bkPU3', 'lead_VrlSFyacmpqRtKcujQcGzMcQdlc3AZx4yJ2fyNSO49D', NULL, 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'acti_VrlSG4fp74q8ffx9Pn7jchWjmeZYQlqTuoB8g0c6Q0k', 'draft', 'outgoing', NULL, '[]', '[]', '[]', 'Kept', NULL, NULL, '[]', '[]', '[]', NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, 1795583057442057, NULL, NULL, 0, '', '[]', '[]', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 1795583057442057, 1795583057442057, 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', NULL, 0);


--
-- Data for Name: email_message_id; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: email_recipient; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: email_source; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: email_template; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: email_thread; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.email_thread VALUES (1, 'acti_VrlSG4fp74q8ffx9Pn7jchWjmeZYQlqTuoB8g0c6Q0k', 'lead_VrlSFyacmpqRtKcujQcGzMcQdlc3AZx4yJ2fyNSO49D', NULL, 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'Kept', 'kept', '[]', 1, 1795583057442057, 1795583057442057, 1795583057442057, 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG');


--
-- Data for Name: event; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.event VALUES (1, 'ev_VrlSFBkRDeMowiseQ4DuRD', 'status.lead', 'stat_VrlSFBkQuV4t41EGpQHNuee9vldrskSUEDEyjxeGGyt', NULL, 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'created', '[]', '{"id":"stat_VrlSFBkQuV4t41EGpQHNuee9vldrskSUEDEyjxeGGyt","label":"Potential","organization_id":"orga_VrlSFBkNG8be2XoXix2zuzexV5bWSlkfySioXrI96HS"}', '{}', '{}', NULL, NULL, NULL, NULL, 1795583054063866, 1795583054063866);
INSERT INTO public.event VALUES (1, 'ev_VrlSFBkT9SRAP92eVspqr8', 'status.lead', 'stat_VrlSFBkSNLbEbkQGvy02INJqKdoDVXOK7vKULJetdYT', NULL, 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'created', '[]', '{"id":"stat_VrlSFBkSNLbEbkQGvy02INJqKdoDVXOK7vKULJetdYT","label":"Bad Fit","organization_id":"orga_VrlSFBkNG8be2XoXix2zuzexV5bWSlkfySioXrI96HS"}', '{}', '{}', NULL, NULL, NULL, NULL, 1795583054063866, 1795583054063866);
INSERT INTO public.event VALUES (1, 'ev_VrlSFBkVlD2lWggqPZdjw7', 'status.lead', 'stat_VrlSFBkUbgID2Pjg5KYVZfmwHKHfMLGpC4yNy7JqHRv', NULL, 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'created', '[]', '{"id":"stat_VrlSFBkUbgID2Pjg5KYVZfmwHKHfMLGpC4yNy7JqHRv","label":"Qualified","organization_id":"orga_VrlSFBkNG8be2XoXix2zuzexV5bWSlkfySioXrI96HS"}', '{}', '{}', NULL, NULL, NULL, NULL, 1795583054063866, 1795583054063866);
INSERT INTO public.event VALUES (1, 'ev_VrlSFBkX5kKQddFP1xFqa4', 'status.lead', 'stat_VrlSFBkWEQqSsquRZJzovhQNzPNfF0e1jTKrw8Asp6N', NULL, 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'created', '[]', '{"id":"stat_VrlSFBkWEQqSsquRZJzovhQNzPNfF0e1jTKrw8Asp6N","label":"Customer","organization_id":"orga_VrlSFBkNG8be2XoXix2zuzexV5bWSlkfySioXrI96HS"}', '{}', '{}', NULL, NULL, NULL, NULL, 1795583054063866, 1795583054063866);
INSERT INTO public.event VALUES (1, 'ev_VrlSFBkZ6dtpJp50XJcG1F', 'status.lead', 'stat_VrlSFBkYMRkkA3yRrwTnjTJY0XCgz7mwoOQTYmCLqkM', NULL, 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'created', '[]', '{"id":"stat_VrlSFBkYMRkkA3yRrwTnjTJY0XCgz7mwoOQTYmCLqkM","label":"Interested","organization_id":"orga_VrlSFBkNG8be2XoXix2zuzexV5bWSlkfySioXrI96HS"}', '{}', '{}', NULL, NULL, NULL, NULL, 1795583054063866, 1795583054063866);
INSERT INTO public.event VALUES (1, 'ev_VrlSFBkbpVWyPcFrk7M1cJ', 'status.lead', 'stat_VrlSFBka37aWaBrllbDW3EZNO5nmjZYhPQ7FMvekkuw', NULL, 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'created', '[]', '{"id":"stat_VrlSFBka37aWaBrllbDW3EZNO5nmjZYhPQ7FMvekkuw","label":"Canceled","organization_id":"orga_VrlSFBkNG8be2XoXix2zuzexV5bWSlkfySioXrI96HS"}', '{}', '{}', NULL, NULL, NULL, NULL, 1795583054063866, 1795583054063866);
INSERT INTO public.event VALUES (1, 'ev_VrlSFBkdH3lL57GMNj6xWD', 'status.lead', 'stat_VrlSFBkcYrnxhuqnuraswglkgxgB1q5fwMShfhB8Ena', NULL, 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'created', '[]', '{"id":"stat_VrlSFBkcYrnxhuqnuraswglkgxgB1q5fwMShfhB8Ena","label":"Not Interested","organization_id":"orga_VrlSFBkNG8be2XoXix2zuzexV5bWSlkfySioXrI96HS"}', '{}', '{}', NULL, NULL, NULL, NULL, 1795583054063866, 1795583054063866);
INSERT INTO public.event VALUES (1, 'ev_VrlSFBkgvIx7RZY0IpAM4k', 'status.opportunity', 'stat_VrlSFBkfIMd47RT2ZVYZKL26kBJmlVnINTi2Cq7ANhh', NULL, 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'created', '[]', '{"id":"stat_VrlSFBkfIMd47RT2ZVYZKL26kBJmlVnINTi2Cq7ANhh","label":"Active","status_type":"active","type":"active","pipeline_id":"pipe_VrlSFBke3XPHAG7GjjCizW","organization_id":"orga_VrlSFBkNG8be2XoXix2zuzexV5bWSlkfySioXrI96HS","pipeline_name":"Sales"}', '{}', '{}', NULL, NULL, NULL, NULL, 1795583054063866, 1795583054063866);
INSERT INTO public.event VALUES (1, 'ev_VrlSFBkierMe53IcUkh2OA', 'status.opportunity', 'stat_VrlSFBkhSWolfSUGXOk58aA22HJJ7WS4INgNc2xVqrQ', NULL, 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'created', '[]', '{"id":"stat_VrlSFBkhSWolfSUGXOk58aA22HJJ7WS4INgNc2xVqrQ","label":"Won","status_type":"won","type":"won","pipeline_id":"pipe_VrlSFBke3XPHAG7GjjCizW","organization_id":"orga_VrlSFBkNG8be2XoXix2zuzexV5bWSlkfySioXrI96HS","pipeline_name":"Sales"}', '{}', '{}', NULL, NULL, NULL, NULL, 1795583054063866, 1795583054063866);
INSERT INTO public.event VALUES (1, 'ev_VrlSFBkkrCKZWqBsKYjem7', 'status.opportunity', 'stat_VrlSFBkjPv8tggeRwnaTMVy4miZZmGkFccwHoDUwfvB', NULL, 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'created', '[]', '{"id":"stat_VrlSFBkjPv8tggeRwnaTMVy4miZZmGkFccwHoDUwfvB","label":"Lost","status_type":"lost","type":"lost","pipeline_id":"pipe_VrlSFBke3XPHAG7GjjCizW","organization_id":"orga_VrlSFBkNG8be2XoXix2zuzexV5bWSlkfySioXrI96HS","pipeline_name":"Sales"}', '{}', '{}', NULL, NULL, NULL, NULL, 1795583054063866, 1795583054063866);
INSERT INTO public.event VALUES (1, 'ev_VrlSFxejQSWL2yYzn7nSFF', 'connected_account', 'emailacct_VrlSFxeic8s0yJxXlcix51PqRicO0sSNG7QHhFfBIMm', NULL, 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'created', '[]', '{"id":"emailacct_VrlSFxeic8s0yJxXlcix51PqRicO0sSNG7QHhFfBIMm","organization_id":"orga_VrlSFBkNG8be2XoXix2zuzexV5bWSlkfySioXrI96HS","date_created":"2026-11-25T05:04:17.010438+00:00","date_updated":"2026-11-25T05:04:17.010438+00:00","created_by":"user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG","updated_by":"user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG","_type":"custom_email","email":"ada@acme.test","name":"Ada","smtp":{"host":"127.0.0.1","port":1,"security":"none","username":null,"authentication":"automatic"},"imap":null,"return_path":null,"sending":null,"user_id":"user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG","identities":[{"email":"ada@acme.test","name":"Ada"}],"status":"active","last_error":null}', '{}', '{"request_method":"POST","request_path":"/api/v1/connected_account/"}', 'req_VrlSFvw0e5Gimw5pPtxrb6', 'api_00000000KRD0ytvJiXx5OS', NULL, NULL, 1795583057010438, 1795583057010438);
INSERT INTO public.event VALUES (1, 'ev_VrlSFyae5zvtvskPgw0IhZ', 'lead', 'lead_VrlSFyacmpqRtKcujQcGzMcQdlc3AZx4yJ2fyNSO49D', 'lead_VrlSFyacmpqRtKcujQcGzMcQdlc3AZx4yJ2fyNSO49D', 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'created', '[]', '{"id":"lead_VrlSFyacmpqRtKcujQcGzMcQdlc3AZx4yJ2fyNSO49D","organization_id":"orga_VrlSFBkNG8be2XoXix2zuzexV5bWSlkfySioXrI96HS","date_created":"2026-11-25T05:04:17.067872+00:00","date_updated":"2026-11-25T05:04:17.067872+00:00","created_by":"user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG","updated_by":"user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG","created_by_name":"Ada Lovelace","updated_by_name":"Ada Lovelace","name":"Garden","description":"","url":null,"status_id":"stat_VrlSFBkQuV4t41EGpQHNuee9vldrskSUEDEyjxeGGyt","status_label":"Potential","addresses":[],"contacts":[],"contact_ids":[],"contacts_summary":"","display_name":"Garden","html_url":"http://127.0.0.1:41647/lead/lead_VrlSFyacmpqRtKcujQcGzMcQdlc3AZx4yJ2fyNSO49D/","opportunities":[],"tasks":[],"integration_links":[],"primary_email":null,"primary_phone":null,"primary_address_summary":null,"localtime":null,"recent_calls":[],"summaries":[],"source":"api"}', '{}', '{"request_method":"POST","request_path":"/api/v1/lead/"}', 'req_VrlSFyaBimbhyXOsnzGS7S', 'api_00000000KRD0ytvJiXx5OS', NULL, NULL, 1795583057067872, 1795583057067872);
INSERT INTO public.event VALUES (1, 'ev_VrlSG1KNLDmjRsMWqlG1Bp', 'activity.note', 'acti_VrlSG1KMA0xoe2mjJYcwDU5j7kyLwKMi2OHS3Zeq0CM', 'lead_VrlSFyacmpqRtKcujQcGzMcQdlc3AZx4yJ2fyNSO49D', 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'created', '[]', '{"id":"acti_VrlSG1KMA0xoe2mjJYcwDU5j7kyLwKMi2OHS3Zeq0CM","organization_id":"orga_VrlSFBkNG8be2XoXix2zuzexV5bWSlkfySioXrI96HS","date_created":"2026-11-25T05:04:17.236258+00:00","date_updated":"2026-11-25T05:04:17.236258+00:00","created_by":"user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG","updated_by":"user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG","created_by_name":"Ada Lovelace","updated_by_name":"Ada Lovelace","_type":"Note","lead_id":"lead_VrlSFyacmpqRtKcujQcGzMcQdlc3AZx4yJ2fyNSO49D","contact_id":null,"user_id":"user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG","activity_at":"2026-11-25T05:04:17.236258+00:00","user_name":"Ada Lovelace","users":["user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG"],"note":"Kept","note_html":"<body>Kept</body>","title":null,"pinned":false,"pinned_at":null,"attachments":[]}', '{}', '{"request_method":"POST","request_path":"/api/v1/activity/note/"}', 'req_VrlSG1K1SWBvrPxvPozxiH', 'api_00000000KRD0ytvJiXx5OS', NULL, NULL, 1795583057236258, 1795583057236258);
INSERT INTO public.event VALUES (1, 'ev_VrlSG4fqg5GzdYdfX3jqcQ', 'activity.email_thread', 'acti_VrlSG4fp74q8ffx9Pn7jchWjmeZYQlqTuoB8g0c6Q0k', 'lead_VrlSFyacmpqRtKcujQcGzMcQdlc3AZx4yJ2fyNSO49D', 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'created', '[]', '{"id":"acti_VrlSG4fp74q8ffx9Pn7jchWjmeZYQlqTuoB8g0c6Q0k","organization_id":"orga_VrlSFBkNG8be2XoXix2zuzexV5bWSlkfySioXrI96HS","date_created":"2026-11-25T05:04:17.442057+00:00","date_updated":"2026-11-25T05:04:17.442057+00:00","created_by":"user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG","updated_by":"user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG","created_by_name":"Ada Lovelace","updated_by_name":"Ada Lovelace","_type":"EmailThread","lead_id":"lead_VrlSFyacmpqRtKcujQcGzMcQdlc3AZx4yJ2fyNSO49D","contact_id":null,"user_id":"user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG","activity_at":"2026-11-25T05:04:17.442057+00:00","user_name":"Ada Lovelace","users":["user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG"],"latest_normalized_subject":"Kept","participants":[],"n_emails":0,"emails":[],"latest_emails":[],"summary":null,"importance":null}', '{}', '{"request_method":"POST","request_path":"/api/v1/activity/email/"}', 'req_VrlSG4fRCl4QylFBcYmGy2', 'api_00000000KRD0ytvJiXx5OS', NULL, NULL, 1795583057442057, 1795583057442057);
INSERT INTO public.event VALUES (1, 'ev_VrlSG4fr4KkYWP248pvvgY', 'activity.email_thread', 'acti_VrlSG4fp74q8ffx9Pn7jchWjmeZYQlqTuoB8g0c6Q0k', 'lead_VrlSFyacmpqRtKcujQcGzMcQdlc3AZx4yJ2fyNSO49D', 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'updated', '["n_emails"]', '{"id":"acti_VrlSG4fp74q8ffx9Pn7jchWjmeZYQlqTuoB8g0c6Q0k","organization_id":"orga_VrlSFBkNG8be2XoXix2zuzexV5bWSlkfySioXrI96HS","date_created":"2026-11-25T05:04:17.442057+00:00","date_updated":"2026-11-25T05:04:17.442057+00:00","created_by":"user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG","updated_by":"user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG","created_by_name":"Ada Lovelace","updated_by_name":"Ada Lovelace","_type":"EmailThread","lead_id":"lead_VrlSFyacmpqRtKcujQcGzMcQdlc3AZx4yJ2fyNSO49D","contact_id":null,"user_id":"user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG","activity_at":"2026-11-25T05:04:17.442057+00:00","user_name":"Ada Lovelace","users":["user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG"],"latest_normalized_subject":"Kept","participants":[],"n_emails":1,"emails":[{"id":"acti_VrlSG4fo8XfodoCEAgVrl2QWMFEQsmxVyRTIG1bkPU3","organization_id":"orga_VrlSFBkNG8be2XoXix2zuzexV5bWSlkfySioXrI96HS","date_created":"2026-11-25T05:04:17.442057+00:00","date_updated":"2026-11-25T05:04:17.442057+00:00","created_by":"user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG","updated_by":"user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG","created_by_name":"Ada Lovelace","updated_by_name":"Ada Lovelace","_type":"Email","lead_id":"lead_VrlSFyacmpqRtKcujQcGzMcQdlc3AZx4yJ2fyNSO49D","contact_id":null,"user_id":"user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG","activity_at":"2026-11-25T05:04:17.442057+00:00","user_name":"Ada Lovelace","users":["user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG"],"status":"draft","direction":"outgoing","sender":null,"to":[],"cc":[],"bcc":[],"subject":"Kept","thread_id":"acti_VrlSG4fp74q8ffx9Pn7jchWjmeZYQlqTuoB8g0c6Q0k","in_reply_to_id":null,"date_scheduled":null,"send_in_recipient_timezone":false,"send_hold":null,"date_sent":null,"followup_date":null,"email_account_id":null,"template_id":null,"template_name":null,"references":[],"message_ids":[],"has_reply":false,"opens_summary":null,"body_preview":"","need_smtp_credentials":false,"send_as_id":null,"bulk_email_action_id":null,"sequence_id":null,"sequence_name":null,"sequence_subscription_id":null,"followup_sequence_id":null,"followup_sequence_delay":null,"followup_sequence_add_cc_bcc":false,"agent_action_reason":null,"agent_config_id":null}],"latest_emails":[{"id":"acti_VrlSG4fo8XfodoCEAgVrl2QWMFEQsmxVyRTIG1bkPU3","organization_id":"orga_VrlSFBkNG8be2XoXix2zuzexV5bWSlkfySioXrI96HS","date_created":"2026-11-25T05:04:17.442057+00:00","date_updated":"2026-11-25T05:04:17.442057+00:00","created_by":"user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG","updated_by":"user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG","created_by_name":"Ada Lovelace","updated_by_name":"Ada Lovelace","_type":"Email","lead_id":"lead_VrlSFyacmpqRtKcujQcGzMcQdlc3AZx4yJ2fyNSO49D","contact_id":null,"user_id":"user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG","activity_at":"2026-11-25T05:04:17.442057+00:00","user_name":"Ada Lovelace","users":["user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG"],"status":"draft","direction":"outgoing","sender":null,"to":[],"cc":[],"bcc":[],"subject":"Kept","thread_id":"acti_VrlSG4fp74q8ffx9Pn7jchWjmeZYQlqTuoB8g0c6Q0k","in_reply_to_id":null,"date_scheduled":null,"send_in_recipient_timezone":false,"send_hold":null,"date_sent":null,"followup_date":null,"email_account_id":null,"template_id":null,"template_name":null,"references":[],"message_ids":[],"has_reply":false,"opens_summary":null,"body_preview":"","need_smtp_credentials":false,"send_as_id":null,"bulk_email_action_id":null,"sequence_id":null,"sequence_name":null,"sequence_subscription_id":null,"followup_sequence_id":null,"followup_sequence_delay":null,"followup_sequence_add_cc_bcc":false,"agent_action_reason":null,"agent_config_id":null}],"summary":null,"importance":null}', '{"n_emails":0}', '{"request_method":"POST","request_path":"/api/v1/activity/email/"}', 'req_VrlSG4fRCl4QylFBcYmGy2', 'api_00000000KRD0ytvJiXx5OS', NULL, NULL, 1795583057442057, 1795583057442057);
INSERT INTO public.event VALUES (1, 'ev_VrlSG4fs8gKGCS2NAWskYX', 'activity.email', 'acti_VrlSG4fo8XfodoCEAgVrl2QWMFEQsmxVyRTIG1bkPU3', 'lead_VrlSFyacmpqRtKcujQcGzMcQdlc3AZx4yJ2fyNSO49D', 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'created', '[]', '{"id":"acti_VrlSG4fo8XfodoCEAgVrl2QWMFEQsmxVyRTIG1bkPU3","organization_id":"orga_VrlSFBkNG8be2XoXix2zuzexV5bWSlkfySioXrI96HS","date_created":"2026-11-25T05:04:17.442057+00:00","date_updated":"2026-11-25T05:04:17.442057+00:00","created_by":"user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG","updated_by":"user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG","created_by_name":"Ada Lovelace","updated_by_name":"Ada Lovelace","_type":"Email","lead_id":"lead_VrlSFyacmpqRtKcujQcGzMcQdlc3AZx4yJ2fyNSO49D","contact_id":null,"user_id":"user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG","activity_at":"2026-11-25T05:04:17.442057+00:00","user_name":"Ada Lovelace","users":["user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG"],"status":"draft","direction":"outgoing","sender":null,"to":[],"cc":[],"bcc":[],"subject":"Kept","body_text":null,"body_html":null,"attachments":[],"thread_id":"acti_VrlSG4fp74q8ffx9Pn7jchWjmeZYQlqTuoB8g0c6Q0k","in_reply_to_id":null,"date_scheduled":null,"send_in_recipient_timezone":false,"send_hold":null,"date_sent":null,"followup_date":null,"email_account_id":null,"template_id":null,"template_name":null,"references":[],"message_ids":[],"has_reply":false,"send_attempts":[],"opens":[],"opens_summary":null,"body_preview":"","envelope":{"from":[],"sender":[],"to":[],"cc":[],"bcc":[],"reply_to":[],"date":null,"in_reply_to":null,"message_id":null,"subject":"Kept","is_autoreply":false},"body_text_quoted":[],"body_html_quoted":[],"need_smtp_credentials":false,"send_as_id":null,"bulk_email_action_id":null,"sequence_id":null,"sequence_name":null,"sequence_subscription_id":null,"followup_sequence_id":null,"followup_sequence_delay":null,"followup_sequence_add_cc_bcc":false,"agent_action_reason":null,"agent_config_id":null}', '{}', '{"request_method":"POST","request_path":"/api/v1/activity/email/"}', 'req_VrlSG4fRCl4QylFBcYmGy2', 'api_00000000KRD0ytvJiXx5OS', NULL, NULL, 1795583057442057, 1795583057442057);


--
-- Data for Name: file; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: form_submission; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: idempotency_key; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: integration_link; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: job; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: lead; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.lead VALUES (1, 'lead_VrlSFyacmpqRtKcujQcGzMcQdlc3AZx4yJ2fyNSO49D', 'Garden', '', NULL, 'stat_VrlSFBkQuV4t41EGpQHNuee9vldrskSUEDEyjxeGGyt', '[]', 'api', '{}', 1795583057067872, 1795583057067872, 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG');


--
-- Data for Name: lead_created; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.lead_created VALUES (1, 'acti_VrlSFyadAjEemxANuh7rdP9itXWccS6xNx0PNPqOwt8', 'lead_VrlSFyacmpqRtKcujQcGzMcQdlc3AZx4yJ2fyNSO49D', NULL, 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 1795583057067872, 'api', 1795583057067872, 1795583057067872, 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG');


--
-- Data for Name: lead_merge; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: lead_search; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.lead_search VALUES (1, 'lead_VrlSFyacmpqRtKcujQcGzMcQdlc3AZx4yJ2fyNSO49D', ' garden |', ' garden |', '[]');


--
-- Data for Name: lead_status; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.lead_status VALUES (1, 'stat_VrlSFBkQuV4t41EGpQHNuee9vldrskSUEDEyjxeGGyt', 'Potential', 0, 1795583054063866);
INSERT INTO public.lead_status VALUES (1, 'stat_VrlSFBkSNLbEbkQGvy02INJqKdoDVXOK7vKULJetdYT', 'Bad Fit', 1, 1795583054063866);
INSERT INTO public.lead_status VALUES (1, 'stat_VrlSFBkUbgID2Pjg5KYVZfmwHKHfMLGpC4yNy7JqHRv', 'Qualified', 2, 1795583054063866);
INSERT INTO public.lead_status VALUES (1, 'stat_VrlSFBkWEQqSsquRZJzovhQNzPNfF0e1jTKrw8Asp6N', 'Customer', 3, 1795583054063866);
INSERT INTO public.lead_status VALUES (1, 'stat_VrlSFBkYMRkkA3yRrwTnjTJY0XCgz7mwoOQTYmCLqkM', 'Interested', 4, 1795583054063866);
INSERT INTO public.lead_status VALUES (1, 'stat_VrlSFBka37aWaBrllbDW3EZNO5nmjZYhPQ7FMvekkuw', 'Canceled', 5, 1795583054063866);
INSERT INTO public.lead_status VALUES (1, 'stat_VrlSFBkcYrnxhuqnuraswglkgxgB1q5fwMShfhB8Ena', 'Not Interested', 6, 1795583054063866);


--
-- Data for Name: lead_status_change; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: meeting; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: membership; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.membership VALUES (1, 'memb_VrlSFBkPGeh4PSRPYXBnQhQyLeRxa0tWCIVDpqTq1M3', 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'admin', 1, NULL, 'unset', 1, '[]', 1795583054063866, 1795583054063866);


--
-- Data for Name: note; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.note VALUES (1, 'acti_VrlSG1KMA0xoe2mjJYcwDU5j7kyLwKMi2OHS3Zeq0CM', 'lead_VrlSFyacmpqRtKcujQcGzMcQdlc3AZx4yJ2fyNSO49D', NULL, 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 1795583057236258, 'Kept', '<body>Kept</body>', NULL, 0, NULL, '[]', 1795583057236258, 1795583057236258, 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG');


--
-- Data for Name: oauth_client; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: oauth_code; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: oauth_grant; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: oauth_token; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: opportunity; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: opportunity_status; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.opportunity_status VALUES (1, 'stat_VrlSFBkfIMd47RT2ZVYZKL26kBJmlVnINTi2Cq7ANhh', 'pipe_VrlSFBke3XPHAG7GjjCizW', 'Active', 'active', 0, 1795583054063866);
INSERT INTO public.opportunity_status VALUES (1, 'stat_VrlSFBkhSWolfSUGXOk58aA22HJJ7WS4INgNc2xVqrQ', 'pipe_VrlSFBke3XPHAG7GjjCizW', 'Won', 'won', 1, 1795583054063866);
INSERT INTO public.opportunity_status VALUES (1, 'stat_VrlSFBkjPv8tggeRwnaTMVy4miZZmGkFccwHoDUwfvB', 'pipe_VrlSFBke3XPHAG7GjjCizW', 'Lost', 'lost', 2, 1795583054063866);


--
-- Data for Name: opportunity_status_change; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: organization; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.organization VALUES (1, 'orga_VrlSFBkNG8be2XoXix2zuzexV5bWSlkfySioXrI96HS', 'Acme', 'USD', '{}', 1795583054063866, 1795583054063866, NULL, NULL);


--
-- Data for Name: outcome; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: pipeline; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.pipeline VALUES (1, 'pipe_VrlSFBke3XPHAG7GjjCizW', 'Sales', 0, 1795583054063866, 1795583054063866, 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG');


--
-- Data for Name: playbook; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: sandbox_message; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: saved_search; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: schema_migration; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.schema_migration VALUES ('0000_job', 1795583052521798);
INSERT INTO public.schema_migration VALUES ('0004_job_lane', 1795583052582362);
INSERT INTO public.schema_migration VALUES ('0001_people', 1795583052626814);
INSERT INTO public.schema_migration VALUES ('0002_leads', 1795583052705391);
INSERT INTO public.schema_migration VALUES ('0003_emails', 1795583052799365);
INSERT INTO public.schema_migration VALUES ('0010_activities', 1795583052979762);
INSERT INTO public.schema_migration VALUES ('0011_tasks', 1795583053312409);
INSERT INTO public.schema_migration VALUES ('0012_opportunities', 1795583053365200);
INSERT INTO public.schema_migration VALUES ('0020_custom_fields', 1795583053439011);
INSERT INTO public.schema_migration VALUES ('0021_teams', 1795583053504294);
INSERT INTO public.schema_migration VALUES ('0022_webhooks', 1795583053559143);
INSERT INTO public.schema_migration VALUES ('0023_settings', 1795583053624170);
INSERT INTO public.schema_migration VALUES ('0024_smart_views', 1795583053703180);
INSERT INTO public.schema_migration VALUES ('0100_sign_in', 1795583053716815);
INSERT INTO public.schema_migration VALUES ('0040_return_paths', 1795583053799642);
INSERT INTO public.schema_migration VALUES ('0041_sending_policy', 1795583053805608);


--
-- Data for Name: second_factor; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: send_as; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: sending_count; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: sending_pace; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: session; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: sign_in_failure; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: sms; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: sms_template; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: task; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: task_completed; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: unsubscribed_email; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: user; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public."user" VALUES ('user_VrlSFBkOBwGqsqIvtS42ofl9ajw2ftCLiiwMRFdbLxG', 'ada@acme.test', 'ada@acme.test', 'Ada', 'Lovelace', NULL, NULL, NULL, '$argon2id$v=19$m=19456,t=2,p=1$KMOB2Qyd/KBNT9o+makljg$yA9O1x6CdVLAHKmyOWzrK5Hqz7KAfx4sRwM8oCtMF68', NULL, 0, 1795583054063866, 1795583054063866);


--
-- Data for Name: webhook; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: webhook_delivery; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: whatsapp_message; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Name: api_key api_key_key_hash_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_key
    ADD CONSTRAINT api_key_key_hash_key UNIQUE (key_hash);


--
-- Name: api_key api_key_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_key
    ADD CONSTRAINT api_key_pkey PRIMARY KEY (organization, id);


--
-- Name: call call_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.call
    ADD CONSTRAINT call_pkey PRIMARY KEY (organization, id);


--
-- Name: comment comment_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.comment
    ADD CONSTRAINT comment_pkey PRIMARY KEY (organization, id);


--
-- Name: comment_thread comment_thread_organization_object_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.comment_thread
    ADD CONSTRAINT comment_thread_organization_object_id_key UNIQUE (organization, object_id);


--
-- Name: comment_thread comment_thread_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.comment_thread
    ADD CONSTRAINT comment_thread_pkey PRIMARY KEY (organization, id);


--
-- Name: connected_account connected_account_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.connected_account
    ADD CONSTRAINT connected_account_pkey PRIMARY KEY (organization, id);


--
-- Name: contact_address contact_address_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact_address
    ADD CONSTRAINT contact_address_pkey PRIMARY KEY (organization, email_key, contact_id);


--
-- Name: contact_phone contact_phone_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact_phone
    ADD CONSTRAINT contact_phone_pkey PRIMARY KEY (organization, phone, contact_id);


--
-- Name: contact contact_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact
    ADD CONSTRAINT contact_pkey PRIMARY KEY (organization, id);


--
-- Name: crm_group_member crm_group_member_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_group_member
    ADD CONSTRAINT crm_group_member_pkey PRIMARY KEY (organization, group_id, user_id);


--
-- Name: crm_group crm_group_organization_name_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_group
    ADD CONSTRAINT crm_group_organization_name_key_key UNIQUE (organization, name_key);


--
-- Name: crm_group crm_group_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_group
    ADD CONSTRAINT crm_group_pkey PRIMARY KEY (organization, id);


--
-- Name: crm_role crm_role_organization_name_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_role
    ADD CONSTRAINT crm_role_organization_name_key_key UNIQUE (organization, name_key);


--
-- Name: crm_role crm_role_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_role
    ADD CONSTRAINT crm_role_pkey PRIMARY KEY (organization, id);


--
-- Name: custom_activity custom_activity_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.custom_activity
    ADD CONSTRAINT custom_activity_pkey PRIMARY KEY (organization, id);


--
-- Name: custom_activity_type custom_activity_type_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.custom_activity_type
    ADD CONSTRAINT custom_activity_type_pkey PRIMARY KEY (organization, id);


--
-- Name: custom_field_association custom_field_association_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.custom_field_association
    ADD CONSTRAINT custom_field_association_pkey PRIMARY KEY (organization, field_id, object_type, owner_id);


--
-- Name: custom_field custom_field_organization_target_owner_id_name_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.custom_field
    ADD CONSTRAINT custom_field_organization_target_owner_id_name_key_key UNIQUE (organization, target, owner_id, name_key);


--
-- Name: custom_field custom_field_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.custom_field
    ADD CONSTRAINT custom_field_pkey PRIMARY KEY (organization, id);


--
-- Name: custom_object custom_object_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.custom_object
    ADD CONSTRAINT custom_object_pkey PRIMARY KEY (organization, id);


--
-- Name: custom_object_type custom_object_type_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.custom_object_type
    ADD CONSTRAINT custom_object_type_pkey PRIMARY KEY (organization, id);


--
-- Name: email_message_id email_message_id_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.email_message_id
    ADD CONSTRAINT email_message_id_pkey PRIMARY KEY (organization, message_id, email_id);


--
-- Name: email email_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.email
    ADD CONSTRAINT email_pkey PRIMARY KEY (organization, id);


--
-- Name: email_recipient email_recipient_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.email_recipient
    ADD CONSTRAINT email_recipient_pkey PRIMARY KEY (organization, email_id, generation, "position");


--
-- Name: email_source email_source_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.email_source
    ADD CONSTRAINT email_source_pkey PRIMARY KEY (organization, email_id);


--
-- Name: email_template email_template_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.email_template
    ADD CONSTRAINT email_template_pkey PRIMARY KEY (organization, id);


--
-- Name: email_thread email_thread_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.email_thread
    ADD CONSTRAINT email_thread_pkey PRIMARY KEY (organization, id);


--
-- Name: event event_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (organization, id);


--
-- Name: file file_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.file
    ADD CONSTRAINT file_pkey PRIMARY KEY (organization, id);


--
-- Name: form_submission form_submission_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.form_submission
    ADD CONSTRAINT form_submission_pkey PRIMARY KEY (organization, id);


--
-- Name: idempotency_key idempotency_key_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.idempotency_key
    ADD CONSTRAINT idempotency_key_pkey PRIMARY KEY (organization, key_hash);


--
-- Name: integration_link integration_link_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.integration_link
    ADD CONSTRAINT integration_link_pkey PRIMARY KEY (organization, id);


--
-- Name: job job_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_pkey PRIMARY KEY (organization, id);


--
-- Name: lead_created lead_created_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lead_created
    ADD CONSTRAINT lead_created_pkey PRIMARY KEY (organization, id);


--
-- Name: lead_merge lead_merge_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lead_merge
    ADD CONSTRAINT lead_merge_pkey PRIMARY KEY (organization, id);


--
-- Name: lead lead_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lead
    ADD CONSTRAINT lead_pkey PRIMARY KEY (organization, id);


--
-- Name: lead_search lead_search_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lead_search
    ADD CONSTRAINT lead_search_pkey PRIMARY KEY (organization, lead_id);


--
-- Name: lead_status_change lead_status_change_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lead_status_change
    ADD CONSTRAINT lead_status_change_pkey PRIMARY KEY (organization, id);


--
-- Name: lead_status lead_status_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lead_status
    ADD CONSTRAINT lead_status_pkey PRIMARY KEY (organization, id);


--
-- Name: meeting meeting_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.meeting
    ADD CONSTRAINT meeting_pkey PRIMARY KEY (organization, id);


--
-- Name: membership membership_organization_user_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_organization_user_id_key UNIQUE (organization, user_id);


--
-- Name: membership membership_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_pkey PRIMARY KEY (organization, id);


--
-- Name: note note_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.note
    ADD CONSTRAINT note_pkey PRIMARY KEY (organization, id);


--
-- Name: oauth_client oauth_client_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.oauth_client
    ADD CONSTRAINT oauth_client_id_key UNIQUE (id);


--
-- Name: oauth_client oauth_client_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.oauth_client
    ADD CONSTRAINT oauth_client_pkey PRIMARY KEY (organization, id);


--
-- Name: oauth_code oauth_code_code_hash_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.oauth_code
    ADD CONSTRAINT oauth_code_code_hash_key UNIQUE (code_hash);


--
-- Name: oauth_code oauth_code_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.oauth_code
    ADD CONSTRAINT oauth_code_pkey PRIMARY KEY (organization, code_hash);


--
-- Name: oauth_grant oauth_grant_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.oauth_grant
    ADD CONSTRAINT oauth_grant_pkey PRIMARY KEY (organization, id);


--
-- Name: oauth_token oauth_token_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.oauth_token
    ADD CONSTRAINT oauth_token_pkey PRIMARY KEY (organization, token_hash);


--
-- Name: oauth_token oauth_token_token_hash_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.oauth_token
    ADD CONSTRAINT oauth_token_token_hash_key UNIQUE (token_hash);


--
-- Name: opportunity opportunity_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.opportunity
    ADD CONSTRAINT opportunity_pkey PRIMARY KEY (organization, id);


--
-- Name: opportunity_status_change opportunity_status_change_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.opportunity_status_change
    ADD CONSTRAINT opportunity_status_change_pkey PRIMARY KEY (organization, id);


--
-- Name: opportunity_status opportunity_status_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.opportunity_status
    ADD CONSTRAINT opportunity_status_pkey PRIMARY KEY (organization, id);


--
-- Name: organization organization_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organization
    ADD CONSTRAINT organization_id_key UNIQUE (id);


--
-- Name: organization organization_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organization
    ADD CONSTRAINT organization_pkey PRIMARY KEY (organization);


--
-- Name: outcome outcome_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outcome
    ADD CONSTRAINT outcome_pkey PRIMARY KEY (organization, id);


--
-- Name: pipeline pipeline_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.pipeline
    ADD CONSTRAINT pipeline_pkey PRIMARY KEY (organization, id);


--
-- Name: playbook playbook_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.playbook
    ADD CONSTRAINT playbook_pkey PRIMARY KEY (organization, id);


--
-- Name: sandbox_message sandbox_message_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sandbox_message
    ADD CONSTRAINT sandbox_message_pkey PRIMARY KEY (id);


--
-- Name: saved_search saved_search_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.saved_search
    ADD CONSTRAINT saved_search_pkey PRIMARY KEY (organization, id);


--
-- Name: schema_migration schema_migration_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (id);


--
-- Name: second_factor second_factor_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.second_factor
    ADD CONSTRAINT second_factor_pkey PRIMARY KEY (user_id);


--
-- Name: send_as send_as_organization_allowing_user_id_allowed_user_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.send_as
    ADD CONSTRAINT send_as_organization_allowing_user_id_allowed_user_id_key UNIQUE (organization, allowing_user_id, allowed_user_id);


--
-- Name: send_as send_as_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.send_as
    ADD CONSTRAINT send_as_pkey PRIMARY KEY (organization, id);


--
-- Name: sending_count sending_count_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sending_count
    ADD CONSTRAINT sending_count_pkey PRIMARY KEY (organization, account_id, domain, bucket);


--
-- Name: sending_pace sending_pace_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sending_pace
    ADD CONSTRAINT sending_pace_pkey PRIMARY KEY (organization, account_id, domain);


--
-- Name: session session_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (organization, id);


--
-- Name: session session_token_hash_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_token_hash_key UNIQUE (token_hash);


--
-- Name: sign_in_failure sign_in_failure_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sign_in_failure
    ADD CONSTRAINT sign_in_failure_pkey PRIMARY KEY (subject);


--
-- Name: sms sms_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sms
    ADD CONSTRAINT sms_pkey PRIMARY KEY (organization, id);


--
-- Name: sms_template sms_template_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sms_template
    ADD CONSTRAINT sms_template_pkey PRIMARY KEY (organization, id);


--
-- Name: task_completed task_completed_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task_completed
    ADD CONSTRAINT task_completed_pkey PRIMARY KEY (organization, id);


--
-- Name: task task_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_pkey PRIMARY KEY (organization, id);


--
-- Name: unsubscribed_email unsubscribed_email_organization_email_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.unsubscribed_email
    ADD CONSTRAINT unsubscribed_email_organization_email_key_key UNIQUE (organization, email_key);


--
-- Name: unsubscribed_email unsubscribed_email_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.unsubscribed_email
    ADD CONSTRAINT unsubscribed_email_pkey PRIMARY KEY (organization, id);


--
-- Name: user user_email_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public."user"
    ADD CONSTRAINT user_email_key_key UNIQUE (email_key);


--
-- Name: user user_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public."user"
    ADD CONSTRAINT user_pkey PRIMARY KEY (id);


--
-- Name: webhook_delivery webhook_delivery_organization_subscription_id_event_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_delivery
    ADD CONSTRAINT webhook_delivery_organization_subscription_id_event_id_key UNIQUE (organization, subscription_id, event_id);


--
-- Name: webhook_delivery webhook_delivery_organization_subscription_id_object_id_pos_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_delivery
    ADD CONSTRAINT webhook_delivery_organization_subscription_id_object_id_pos_key UNIQUE (organization, subscription_id, object_id, "position");


--
-- Name: webhook_delivery webhook_delivery_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_delivery
    ADD CONSTRAINT webhook_delivery_pkey PRIMARY KEY (organization, id);


--
-- Name: webhook webhook_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook
    ADD CONSTRAINT webhook_pkey PRIMARY KEY (organization, id);


--
-- Name: whatsapp_message whatsapp_message_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.whatsapp_message
    ADD CONSTRAINT whatsapp_message_pkey PRIMARY KEY (organization, id);


--
-- Name: call_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX call_created ON public.call USING btree (organization, date_created, id);


--
-- Name: call_lead; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX call_lead ON public.call USING btree (organization, lead_id, date_created, id);


--
-- Name: call_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX call_user ON public.call USING btree (organization, user_id, date_created, id);


--
-- Name: comment_lead; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX comment_lead ON public.comment USING btree (organization, lead_id);


--
-- Name: comment_thread_lead; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX comment_thread_lead ON public.comment_thread USING btree (organization, lead_id);


--
-- Name: comment_thread_of; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX comment_thread_of ON public.comment USING btree (organization, thread_id, date_created, id);


--
-- Name: connected_account_email; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX connected_account_email ON public.connected_account USING btree (organization, email_key);


--
-- Name: contact_address_contact; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_address_contact ON public.contact_address USING btree (organization, contact_id);


--
-- Name: contact_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_created ON public.contact USING btree (organization, date_created, id);


--
-- Name: contact_lead; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_lead ON public.contact USING btree (organization, lead_id, date_created);


--
-- Name: contact_phone_contact; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_phone_contact ON public.contact_phone USING btree (organization, contact_id);


--
-- Name: crm_group_member_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX crm_group_member_user ON public.crm_group_member USING btree (organization, user_id);


--
-- Name: custom_activity_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX custom_activity_created ON public.custom_activity USING btree (organization, date_created, id);


--
-- Name: custom_activity_lead; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX custom_activity_lead ON public.custom_activity USING btree (organization, lead_id, activity_at, id);


--
-- Name: custom_activity_of_type; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX custom_activity_of_type ON public.custom_activity USING btree (organization, custom_activity_type_id, id);


--
-- Name: custom_activity_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX custom_activity_user ON public.custom_activity USING btree (organization, user_id, date_created);


--
-- Name: custom_field_association_place; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX custom_field_association_place ON public.custom_field_association USING btree (organization, object_type, owner_id, "position", field_id);


--
-- Name: custom_field_place; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX custom_field_place ON public.custom_field USING btree (organization, target, owner_id, "position", id);


--
-- Name: custom_field_reference; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX custom_field_reference ON public.custom_field USING btree (organization, referenced_custom_type_id) WHERE (referenced_custom_type_id IS NOT NULL);


--
-- Name: custom_object_lead; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX custom_object_lead ON public.custom_object USING btree (organization, lead_id, date_created, id);


--
-- Name: custom_object_of_type; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX custom_object_of_type ON public.custom_object USING btree (organization, custom_object_type_id, id);


--
-- Name: email_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX email_created ON public.email USING btree (organization, date_created, id);


--
-- Name: email_lead; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX email_lead ON public.email USING btree (organization, lead_id, date_created, id);


--
-- Name: email_message_id_email; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX email_message_id_email ON public.email_message_id USING btree (organization, email_id);


--
-- Name: email_recipient_return_token; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX email_recipient_return_token ON public.email_recipient USING btree (return_token);


--
-- Name: email_status_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX email_status_created ON public.email USING btree (organization, status, date_created);


--
-- Name: email_thread_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX email_thread_created ON public.email_thread USING btree (organization, date_created, id);


--
-- Name: email_thread_emails; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX email_thread_emails ON public.email USING btree (organization, thread_id, activity_at);


--
-- Name: email_thread_lead; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX email_thread_lead ON public.email_thread USING btree (organization, lead_id, subject_key, activity_at);


--
-- Name: event_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX event_age ON public.event USING btree (date_updated);


--
-- Name: event_lead; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX event_lead ON public.event USING btree (organization, lead_id, date_updated, id);


--
-- Name: event_object; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX event_object ON public.event USING btree (organization, object_id, date_updated, id);


--
-- Name: event_request; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX event_request ON public.event USING btree (organization, request_id);


--
-- Name: event_type; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX event_type ON public.event USING btree (organization, object_type, date_updated, id);


--
-- Name: event_updated; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX event_updated ON public.event USING btree (organization, date_updated, id);


--
-- Name: event_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX event_user ON public.event USING btree (organization, user_id, date_updated, id);


--
-- Name: file_abandoned; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX file_abandoned ON public.file USING btree (is_kept, date_created);


--
-- Name: form_submission_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX form_submission_created ON public.form_submission USING btree (organization, date_created, id);


--
-- Name: form_submission_form; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX form_submission_form ON public.form_submission USING btree (organization, form_id, date_created, id);


--
-- Name: form_submission_lead; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX form_submission_lead ON public.form_submission USING btree (organization, lead_id, date_created, id);


--
-- Name: form_submission_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX form_submission_user ON public.form_submission USING btree (organization, user_id, date_created, id);


--
-- Name: idempotency_key_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX idempotency_key_created ON public.idempotency_key USING btree (date_created);


--
-- Name: job_claim; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX job_claim ON public.job USING btree (queue, priority, run_at, id) WHERE (state = 'available'::text);


--
-- Name: job_final; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX job_final ON public.job USING btree (state, finalized_at) WHERE (finalized_at IS NOT NULL);


--
-- Name: job_lane; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX job_lane ON public.job USING btree (queue, lane, run_at, id) WHERE (state = 'available'::text);


--
-- Name: job_lease; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX job_lease ON public.job USING btree (leased_until) WHERE (state = 'running'::text);


--
-- Name: job_unique; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX job_unique ON public.job USING btree (organization, kind, unique_key) WHERE ((finalized_at IS NULL) AND (unique_key IS NOT NULL));


--
-- Name: lead_created_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX lead_created_created ON public.lead_created USING btree (organization, date_created, id);


--
-- Name: lead_created_lead; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX lead_created_lead ON public.lead_created USING btree (organization, lead_id, date_created, id);


--
-- Name: lead_created_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX lead_created_user ON public.lead_created USING btree (organization, user_id, date_created, id);


--
-- Name: lead_merge_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX lead_merge_created ON public.lead_merge USING btree (organization, date_created, id);


--
-- Name: lead_merge_lead; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX lead_merge_lead ON public.lead_merge USING btree (organization, lead_id, date_created, id);


--
-- Name: lead_merge_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX lead_merge_user ON public.lead_merge USING btree (organization, user_id, date_created, id);


--
-- Name: lead_status_change_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX lead_status_change_created ON public.lead_status_change USING btree (organization, date_created, id);


--
-- Name: lead_status_change_lead; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX lead_status_change_lead ON public.lead_status_change USING btree (organization, lead_id, date_created, id);


--
-- Name: lead_status_change_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX lead_status_change_user ON public.lead_status_change USING btree (organization, user_id, date_created, id);


--
-- Name: lead_status_lead; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX lead_status_lead ON public.lead USING btree (organization, status_id, date_updated);


--
-- Name: lead_updated; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX lead_updated ON public.lead USING btree (organization, date_updated, id);


--
-- Name: meeting_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX meeting_created ON public.meeting USING btree (organization, date_created, id);


--
-- Name: meeting_event; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX meeting_event ON public.meeting USING btree (organization, provider_calendar_event_id);


--
-- Name: meeting_lead; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX meeting_lead ON public.meeting USING btree (organization, lead_id, date_created, id);


--
-- Name: meeting_start; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX meeting_start ON public.meeting USING btree (organization, starts_at, id);


--
-- Name: meeting_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX meeting_user ON public.meeting USING btree (organization, user_id, date_created, id);


--
-- Name: membership_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX membership_user ON public.membership USING btree (user_id);


--
-- Name: note_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX note_created ON public.note USING btree (organization, date_created, id);


--
-- Name: note_lead; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX note_lead ON public.note USING btree (organization, lead_id, date_created, id);


--
-- Name: note_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX note_user ON public.note USING btree (organization, user_id, date_created, id);


--
-- Name: oauth_code_expires; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX oauth_code_expires ON public.oauth_code USING btree (expires_at);


--
-- Name: oauth_grant_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX oauth_grant_user ON public.oauth_grant USING btree (organization, user_id);


--
-- Name: oauth_token_expires; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX oauth_token_expires ON public.oauth_token USING btree (expires_at);


--
-- Name: opportunity_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX opportunity_created ON public.opportunity USING btree (organization, date_created, id);


--
-- Name: opportunity_in_status; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX opportunity_in_status ON public.opportunity USING btree (organization, status_id, date_created, id);


--
-- Name: opportunity_lead; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX opportunity_lead ON public.opportunity USING btree (organization, lead_id, date_created, id);


--
-- Name: opportunity_status_change_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX opportunity_status_change_created ON public.opportunity_status_change USING btree (organization, date_created, id);


--
-- Name: opportunity_status_change_lead; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX opportunity_status_change_lead ON public.opportunity_status_change USING btree (organization, lead_id, date_created, id);


--
-- Name: opportunity_status_change_of; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX opportunity_status_change_of ON public.opportunity_status_change USING btree (organization, opportunity_id, date_created, id);


--
-- Name: opportunity_status_change_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX opportunity_status_change_user ON public.opportunity_status_change USING btree (organization, user_id, date_created, id);


--
-- Name: opportunity_status_pipeline; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX opportunity_status_pipeline ON public.opportunity_status USING btree (organization, pipeline_id, "position");


--
-- Name: opportunity_updated; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX opportunity_updated ON public.opportunity USING btree (organization, date_updated, id);


--
-- Name: opportunity_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX opportunity_user ON public.opportunity USING btree (organization, user_id, date_created, id);


--
-- Name: opportunity_won; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX opportunity_won ON public.opportunity USING btree (organization, date_won, id);


--
-- Name: saved_search_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX saved_search_created ON public.saved_search USING btree (organization, type, date_created, id);


--
-- Name: send_as_allowed; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX send_as_allowed ON public.send_as USING btree (organization, allowed_user_id);


--
-- Name: session_expires; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX session_expires ON public.session USING btree (expires_at);


--
-- Name: session_of_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX session_of_user ON public.session USING btree (user_id);


--
-- Name: sign_in_failure_last; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sign_in_failure_last ON public.sign_in_failure USING btree (last_at);


--
-- Name: sms_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sms_created ON public.sms USING btree (organization, date_created, id);


--
-- Name: sms_lead; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sms_lead ON public.sms USING btree (organization, lead_id, date_created, id);


--
-- Name: sms_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sms_user ON public.sms USING btree (organization, user_id, date_created, id);


--
-- Name: task_assigned; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX task_assigned ON public.task USING btree (organization, assigned_to, is_complete, date, id);


--
-- Name: task_completed_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX task_completed_created ON public.task_completed USING btree (organization, date_created, id);


--
-- Name: task_completed_lead; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX task_completed_lead ON public.task_completed USING btree (organization, lead_id, date_created, id);


--
-- Name: task_completed_task; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX task_completed_task ON public.task_completed USING btree (organization, task_id);


--
-- Name: task_completed_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX task_completed_user ON public.task_completed USING btree (organization, user_id, date_created, id);


--
-- Name: task_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX task_created ON public.task USING btree (organization, date_created, id);


--
-- Name: task_email; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX task_email ON public.task USING btree (organization, email_id);


--
-- Name: task_lead; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX task_lead ON public.task USING btree (organization, lead_id, is_complete, date, id);


--
-- Name: task_object; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX task_object ON public.task USING btree (organization, object_id);


--
-- Name: task_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX task_open ON public.task USING btree (organization, is_complete, date, id);


--
-- Name: unsubscribed_email_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX unsubscribed_email_created ON public.unsubscribed_email USING btree (organization, date_created, id);


--
-- Name: webhook_delivery_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_delivery_age ON public.webhook_delivery USING btree (date_created);


--
-- Name: webhook_delivery_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_delivery_created ON public.webhook_delivery USING btree (organization, subscription_id, date_created, id);


--
-- Name: webhook_delivery_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_delivery_waiting ON public.webhook_delivery USING btree (organization, subscription_id, object_id, "position") WHERE (status = 'pending'::text);


--
-- Name: whatsapp_message_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX whatsapp_message_created ON public.whatsapp_message USING btree (organization, date_created, id);


--
-- Name: whatsapp_message_external; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX whatsapp_message_external ON public.whatsapp_message USING btree (organization, external_whatsapp_message_id);


--
-- Name: whatsapp_message_lead; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX whatsapp_message_lead ON public.whatsapp_message USING btree (organization, lead_id, date_created, id);


--
-- Name: whatsapp_message_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX whatsapp_message_user ON public.whatsapp_message USING btree (organization, user_id, date_created, id);


--
-- Name: email email_status_guard; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER email_status_guard BEFORE UPDATE OF status ON public.email FOR EACH ROW EXECUTE FUNCTION public.refuse_transition('draft>scheduled', 'draft>outbox', 'scheduled>draft', 'scheduled>outbox', 'scheduled>error', 'outbox>draft', 'outbox>sent', 'outbox>error', 'error>draft', 'error>outbox', 'error>scheduled');


--
-- Name: membership membership_organization_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_organization_fkey FOREIGN KEY (organization) REFERENCES public.organization(organization);


--
-- Name: membership membership_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_user_id_fkey FOREIGN KEY (user_id) REFERENCES public."user"(id);


--
-- PostgreSQL database dump complete
--

\unrestrict HBinCbMt2E9sRPzHKio72AsLaTrcITxxs3uRE3aCts6YLxxdsy1W4H5TNBdrsim

