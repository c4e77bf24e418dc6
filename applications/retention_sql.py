"""The two functions by which retention reaches rows that nobody may change (docs/decisions, "Retention").

They run as the owner of the tables, and so check everything themselves: that the case is the tenant's own, that it was
never submitted, or that it ended long enough ago. The portal cannot shorten the shortest time, whatever it is told.
"""

from portal.audit.append_only import ERASED

LEAST_DAYS = 365

FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION retention_delete_draft(application bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM applications_application WHERE id = application AND submitted_at IS NULL
        AND tenant_id = NULLIF(current_setting('app.tenant', true), '')::bigint FOR UPDATE;
    IF NOT FOUND OR EXISTS (SELECT FROM applications_submission WHERE application_id = application) THEN
        RAISE EXCEPTION 'Only a draft that was never submitted is deleted.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM set_config('app.retention', 'on', true);
    DELETE FROM applications_timelineentry WHERE application_id = application;
    DELETE FROM applications_consent WHERE application_id = application;
    DELETE FROM applications_attachment WHERE application_id = application;
    DELETE FROM applications_application WHERE id = application;
    PERFORM set_config('app.retention', 'off', true);
END
$$;

CREATE OR REPLACE FUNCTION retention_erase_case(application bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    target record;
    emptied integer;
    rows integer := 0;
BEGIN
    PERFORM FROM applications_application WHERE id = application
        AND tenant_id = NULLIF(current_setting('app.tenant', true), '')::bigint
        AND state IN ('approved', 'rejected', 'withdrawn', 'revoked')
        AND decided_at < now() - interval '{LEAST_DAYS} days' FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Only a case that ended {LEAST_DAYS} days ago or earlier is erased.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM set_config('app.retention', 'on', true);
    FOR target IN
        SELECT attrelid::regclass AS relation, string_agg(format(
            CASE atttypid WHEN 'jsonb'::regtype
                THEN '%1$I = CASE jsonb_typeof(%1$I) WHEN ''array'' THEN ''[]''::jsonb ELSE ''{{}}''::jsonb END'
                ELSE '%1$I = ''''' END, attname), ', ') AS changes
        FROM pg_description
        JOIN pg_attribute ON attrelid = objoid AND attnum = objsubid
        WHERE classoid = 'pg_class'::regclass AND description = '{ERASED}'
            AND attrelid IN (SELECT attrelid FROM pg_attribute WHERE attname = 'application_id')
        GROUP BY attrelid
    LOOP
        EXECUTE format('UPDATE %s SET %s WHERE application_id = $1', target.relation, target.changes) USING application;
        GET DIAGNOSTICS emptied = ROW_COUNT;
        rows := rows + emptied;
    END LOOP;
    PERFORM set_config('app.retention', 'off', true);
    RETURN rows;
END
$$;
"""

DROP = """
DROP FUNCTION IF EXISTS retention_delete_draft(bigint);
DROP FUNCTION IF EXISTS retention_erase_case(bigint);
"""
