// Generated from openapi.json by: npm run generate
export interface paths {
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in */
        post: operations["auth_signIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one’s own profile */
        get: operations["auth_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List one’s API tokens */
        get: operations["auth_listTokens"];
        put?: never;
        /** Make an API token, shown this once */
        post: operations["auth_createToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one of one’s API tokens */
        get: operations["auth_readToken"];
        put?: never;
        post?: never;
        /** Revoke one of one’s API tokens */
        delete: operations["auth_revokeToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List profiles: all for administrators and moderators, else the people of one’s projects */
        get: operations["profiles_list"];
        put?: never;
        /** Create a profile */
        post: operations["profiles_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profiles/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a profile */
        get: operations["profiles_read"];
        put?: never;
        post?: never;
        /** Delete a profile for good */
        delete: operations["profiles_delete"];
        options?: never;
        head?: never;
        /** Change a profile: one’s own, or any as an administrator */
        patch: operations["profiles_update"];
        trace?: never;
    };
    "/api/v1/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who did what */
        get: operations["activity_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trash": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is deleted, by deletion */
        get: operations["activity_listTrash"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{id}/rejects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The rows that an import of yours rejected, to be mended and sent again; kept for a day */
        get: operations["shotsTransfer_rejects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Is the process alive? */
        get: operations["health_live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** May it be sent requests? Database reachable, schema new enough. */
        get: operations["health_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metrics in Prometheus’ text format */
        get: operations["health_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/problems/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a kind of problem means */
        get: operations["problems_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/migrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which migrations are applied, pending or going on, and how far */
        get: operations["migrations_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/migrations/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Server-sent events: the list, at once and whenever something has changed */
        get: operations["migrations_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/migrations/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One migration, by its name with or without the timestamp */
        get: operations["migrations_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the projects that you may see */
        get: operations["projects_list"];
        put?: never;
        /** Create a project, and own it */
        post: operations["projects_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a project */
        get: operations["projects_read"];
        put?: never;
        post?: never;
        /** Move a project to the trash with everything in it */
        delete: operations["projects_delete"];
        options?: never;
        head?: never;
        /** Change a project, or give it to another owner */
        patch: operations["projects_update"];
        trace?: never;
    };
    "/api/v1/projects/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring a deleted project back with everything that went with it */
        post: operations["projects_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the members of a project; its owner is none of them */
        get: operations["members_list"];
        put?: never;
        /** Add a member */
        post: operations["members_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/members/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a member */
        get: operations["members_read"];
        put?: never;
        post?: never;
        /** Remove a member, or leave the project */
        delete: operations["members_remove"];
        options?: never;
        head?: never;
        /** Change the role of a member */
        patch: operations["members_update"];
        trace?: never;
    };
    "/api/v1/projects/{id}/episodes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the episodes of a project */
        get: operations["episodes_list"];
        put?: never;
        /** Create an episode */
        post: operations["episodes_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/episodes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an episode */
        get: operations["episodes_read"];
        put?: never;
        post?: never;
        /** Move an episode to the trash with its shots */
        delete: operations["episodes_delete"];
        options?: never;
        head?: never;
        /** Change an episode */
        patch: operations["episodes_update"];
        trace?: never;
    };
    "/api/v1/episodes/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring a deleted episode back with the shots that went with it */
        post: operations["episodes_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List shots */
        get: operations["shots_list"];
        put?: never;
        /** Create a shot */
        post: operations["shots_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/episodes/{id}/shots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the shots of an episode */
        get: operations["shots_listOfEpisode"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shots/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create up to 1,000 shots of one episode */
        post: operations["shots_createMany"];
        delete?: never;
        options?: never;
        head?: never;
        /** Change up to 1,000 shots, each in its own way */
        patch: operations["shots_updateMany"];
        trace?: never;
    };
    "/api/v1/shots/bulk/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete up to 1,000 shots */
        post: operations["shots_deleteMany"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shots/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a shot */
        get: operations["shots_read"];
        put?: never;
        post?: never;
        /** Move a shot to the trash */
        delete: operations["shots_delete"];
        options?: never;
        head?: never;
        /** Change a shot */
        patch: operations["shots_update"];
        trace?: never;
    };
    "/api/v1/shots/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring a deleted shot back */
        post: operations["shots_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/episodes/{id}/shots/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Import shots of any number into an episode */
        post: operations["shotsTransfer_intoEpisode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/shots/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Import shots of any number into the episodes of a project */
        post: operations["shotsTransfer_intoProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/shots/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export the shots of a project; an import takes it back */
        get: operations["shotsTransfer_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/episodes/{id}/stories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the stories of an episode */
        get: operations["stories_list"];
        put?: never;
        /** Create a story */
        post: operations["stories_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stories/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a story */
        get: operations["stories_read"];
        put?: never;
        post?: never;
        /** Move a story to the trash with its scenelets and shots */
        delete: operations["stories_delete"];
        options?: never;
        head?: never;
        /** Change a story, or move it with its shots to another episode of its project */
        patch: operations["stories_update"];
        trace?: never;
    };
    "/api/v1/stories/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring a deleted story back with what went with it */
        post: operations["stories_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stories/{id}/shots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the shots of a story in its order, each with its scenelet */
        get: operations["stories_listShots"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stories/{id}/scenelets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the scenelets of a story; see also its tree */
        get: operations["scenelets_list"];
        put?: never;
        /** Create a scenelet under a parent, or the root of the story */
        post: operations["scenelets_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenelets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a scenelet */
        get: operations["scenelets_read"];
        put?: never;
        post?: never;
        /** Move a scenelet to the trash with all that hangs from it and their shots */
        delete: operations["scenelets_delete"];
        options?: never;
        head?: never;
        /** Change a scenelet where it is */
        patch: operations["scenelets_update"];
        trace?: never;
    };
    "/api/v1/scenelets/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring a deleted scenelet back, to its place, with what went with it */
        post: operations["scenelets_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenelets/{id}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Move a scenelet, with all that hangs from it, within its story */
        post: operations["scenelets_move"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenelets/{id}/copy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Copy a scenelet, with all that hangs from it, into a story of its project */
        post: operations["scenelets_copy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenelets/{id}/shots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the shots of a scenelet */
        get: operations["scenelets_listShots"];
        put?: never;
        /** Create the shots of a scenelet, all or none */
        post: operations["scenelets_createShots"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenelets/{id}/shots/order": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Order the shots of a scenelet, and bring shots of others to it */
        put: operations["scenelets_orderShots"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stories/{id}/tree": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the tree of a story in one call */
        get: operations["storyTrees_tree"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stories/{id}/tree.yaml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the tree of a story as YAML, as players read it */
        get: operations["storyTrees_yaml"];
        /** Fill an empty story from YAML */
        put: operations["storyTrees_importYaml"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stories/{id}/tree.mmd": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Draw the tree of a story as a Mermaid flowchart */
        get: operations["storyTrees_diagram"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stories/{id}/tree.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Draw the tree of a story as SVG: branch points, endings and what is missing marked */
        get: operations["storyTrees_picture"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stories/{id}/lint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what is wrong with a story, or doubtful */
        get: operations["storyTrees_lint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stories/{id}/paths": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the ways from the root to every ending */
        get: operations["storyTrees_paths"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stories/{id}/bundle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the story as players take it: story.json */
        get: operations["storyTrees_bundle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stories/{id}/bundle.zip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download story.json with its media */
        get: operations["storyTrees_zip"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/crawl-jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the crawl jobs of a project */
        get: operations["crawlJobs_list"];
        put?: never;
        /** Create a crawl job, and start it when that is asked for */
        post: operations["crawlJobs_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crawl-jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a crawl job */
        get: operations["crawlJobs_read"];
        put?: never;
        post?: never;
        /** Move a crawl job to the trash with its images, validations and exports */
        delete: operations["crawlJobs_delete"];
        options?: never;
        head?: never;
        /** Change a crawl job */
        patch: operations["crawlJobs_update"];
        trace?: never;
    };
    "/api/v1/crawl-jobs/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring a deleted crawl job back with what went with it; one that ran is paused */
        post: operations["crawlJobs_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crawl-jobs/{id}/addresses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a file of addresses of any length into a pending crawl job */
        post: operations["crawlJobs_addAddresses"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crawl-jobs/{id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start a pending crawl job */
        post: operations["crawlJobs_start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crawl-jobs/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pause a running crawl job; what is being fetched is fetched again when it goes on */
        post: operations["crawlJobs_pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crawl-jobs/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a paused crawl job go on */
        post: operations["crawlJobs_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crawl-jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a crawl job; what is there stays. One that has ended stays as it is */
        post: operations["crawlJobs_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crawl-jobs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try again what failed, or was not reached, of a crawl job that has ended */
        post: operations["crawlJobs_retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crawl-jobs/{id}/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far a crawl job is, by host and by failure */
        get: operations["crawlProgress_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crawl-jobs/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Server-sent events: how far a crawl job is, until it has ended */
        get: operations["crawlProgress_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crawl-jobs/{id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was done to a crawl job, and what it did */
        get: operations["crawlProgress_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crawl-jobs/{id}/images": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the images of a crawl job */
        get: operations["images_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/images/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Mark and label up to 1,000 images, each in its own way */
        patch: operations["images_updateMany"];
        trace?: never;
    };
    "/api/v1/images/bulk/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Remove up to 1,000 images */
        post: operations["images_deleteMany"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/images/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an image: where it is from, what came of it, how it was judged */
        get: operations["images_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/images/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The bytes of an image as they were served; parts by Range */
        get: operations["images_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/images/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring a removed image back */
        post: operations["images_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crawl-jobs/{id}/contact-sheet.jpg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of a hundred thumbnails of a crawl job; what is not valid is marked */
        get: operations["pictureSheets_contactSheet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crawl-jobs/{id}/histograms.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the scores of the last validation of a crawl job are spread */
        get: operations["pictureSheets_histograms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crawl-jobs/{id}/validation-jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the validations of a crawl job */
        get: operations["validationJobs_list"];
        put?: never;
        /** Judge the pictures of a crawl job by rules; it starts at once, and downloads nothing */
        post: operations["validationJobs_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/validation-jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a validation job */
        get: operations["validationJobs_read"];
        put?: never;
        post?: never;
        /** Move a validation job to the trash with its results; the pictures keep their verdicts */
        delete: operations["validationJobs_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/validation-jobs/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring a deleted validation job back; one that ran is cancelled */
        post: operations["validationJobs_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/validation-jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a validation job; its results stay. One that has ended stays as it is */
        post: operations["validationJobs_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/validation-jobs/{id}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a validation job says of each picture */
        get: operations["validationJobs_results"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/validation-jobs/{id}/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Counts of verdicts and checks, and histograms of the scores, of a completed validation */
        get: operations["validationJobs_statistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crawl-jobs/{id}/export-jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the export jobs of a crawl job */
        get: operations["exportJobs_list"];
        put?: never;
        /** Export pictures of a crawl job; it begins at once */
        post: operations["exportJobs_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/export-jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an export job: how far it is, and where its file is */
        get: operations["exportJobs_read"];
        put?: never;
        post?: never;
        /** Move an export job to the trash; its links lead nowhere from then on */
        delete: operations["exportJobs_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/export-jobs/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring a deleted export job back; one that ran is cancelled */
        post: operations["exportJobs_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/export-jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel an export job, or its verification. One that has ended stays as it is */
        post: operations["exportJobs_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/export-jobs/{id}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a new link to the file; those that have not expired stay valid */
        post: operations["exportJobs_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/export-jobs/{id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask every address of an export again: is there still what was exported? */
        post: operations["exportJobs_verify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/export-jobs/{id}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The file of an export, for whoever has a link to it; parts by Range */
        get: operations["exportJobs_download"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The crawl jobs of a project and their images, summed up */
        get: operations["datasetFigures_ofProject"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dashboard/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The crawl jobs of all projects that you may see and their images, summed up */
        get: operations["datasetFigures_ofCaller"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drawings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List drawings */
        get: operations["drawings_list"];
        put?: never;
        /** Upload a drawing: PDF, PNG, JPEG or TIFF; the same file again answers with the drawing that has it */
        post: operations["drawings_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drawings/bulk/assign-projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Assign up to 1,000 drawings to projects; pairs that are there already stay */
        post: operations["drawings_assignMany"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drawings/bulk/remove-projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take up to 1,000 drawings out of projects; pairs that are not there are passed over */
        post: operations["drawings_unassignMany"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drawings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a drawing */
        get: operations["drawings_read"];
        put?: never;
        post?: never;
        /** Move a drawing to the trash with its components */
        delete: operations["drawings_delete"];
        options?: never;
        head?: never;
        /** Change what is said of a drawing */
        patch: operations["drawings_update"];
        trace?: never;
    };
    "/api/v1/drawings/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring a deleted drawing back with its components */
        post: operations["drawings_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drawings/{id}/compare/{other}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the components of another drawing differ from those of this one, by mark and instance */
        get: operations["drawings_compare"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drawings/{id}/pages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the pages of a drawing: size, rotation, unit */
        get: operations["drawings_pages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drawings/{id}/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Assign a drawing to projects */
        post: operations["drawings_assign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drawings/{id}/projects/{project_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take a drawing out of a project */
        delete: operations["drawings_unassign"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drawings/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The file of a drawing; parts by Range */
        get: operations["drawingPictures_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drawings/{id}/pages/{page}/preview.png": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A picture of a page */
        get: operations["drawingPictures_preview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drawings/{id}/pages/{page}/tiles/{level}/{tile}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A tile of a page for deep zoom: level 0 is one pixel, each further one twice as large; tiles of 512 pixels */
        get: operations["drawingPictures_tile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drawings/{id}/overlay.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page with the boxes and marks of its components over it */
        get: operations["drawingPictures_overlay"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drawings/{id}/compare/{other}.png": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of two drawings over each other: what only the first has is red, what only the other has green */
        get: operations["drawingPictures_compare"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/components": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List components */
        get: operations["components_list"];
        put?: never;
        /** Create a component */
        post: operations["components_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drawings/{id}/components": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the components of a drawing */
        get: operations["components_listOfDrawing"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drawings/{id}/suggest-instance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which instance identifier a further piece of a mark would get */
        get: operations["components_suggestInstance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/components/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create up to 1,000 components of one drawing */
        post: operations["components_createMany"];
        delete?: never;
        options?: never;
        head?: never;
        /** Change up to 1,000 components, each in its own way */
        patch: operations["components_updateMany"];
        trace?: never;
    };
    "/api/v1/components/bulk/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete up to 1,000 components */
        post: operations["components_deleteMany"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/components/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a component */
        get: operations["components_read"];
        put?: never;
        post?: never;
        /** Move a component to the trash */
        delete: operations["components_delete"];
        options?: never;
        head?: never;
        /** Change a component; its review goes one step forward, or back with a reason */
        patch: operations["components_update"];
        trace?: never;
    };
    "/api/v1/components/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring a deleted component back */
        post: operations["components_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/components/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Find the marks of a project that may be meant by a mistyped one, best first */
        get: operations["pieceMarks_search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/piece-marks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the marks of a project with their totals */
        get: operations["pieceMarks_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/piece-marks/{mark}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change all components of a mark at once, up to 1,000 */
        patch: operations["pieceMarks_update"];
        trace?: never;
    };
    "/api/v1/projects/{id}/piece-mark-conflicts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what components of one mark, or marks that look alike, contradict each other in */
        get: operations["pieceMarks_conflicts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/saved-searches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the saved searches of a project in their order */
        get: operations["savedSearches_list"];
        put?: never;
        /** Save a search for components; a project keeps at most fifty */
        post: operations["savedSearches_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/saved-searches/order": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Give the saved searches of a project another order */
        put: operations["savedSearches_order"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/saved-searches/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a saved search */
        get: operations["savedSearches_read"];
        put?: never;
        post?: never;
        /** Move a saved search to the trash */
        delete: operations["savedSearches_delete"];
        options?: never;
        head?: never;
        /** Change a saved search */
        patch: operations["savedSearches_update"];
        trace?: never;
    };
    "/api/v1/saved-searches/{id}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** List the components that a saved search finds in its project */
        post: operations["savedSearches_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/saved-searches/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring a deleted saved search back */
        post: operations["savedSearches_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/components/{id}/dimensions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The dimensions of a component, with its ETag */
        get: operations["componentDetails_dimensions"];
        /** Replace all dimensions of a component; its version rises */
        put: operations["componentDetails_replaceDimensions"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/components/{id}/specifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The specifications of a component, with its ETag */
        get: operations["componentDetails_specifications"];
        /** Replace all specifications of a component; its version rises */
        put: operations["componentDetails_replaceSpecifications"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/components/{id}/warnings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is doubtful about a component */
        get: operations["componentDetails_warnings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/components/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who changed which field of a component, and when */
        get: operations["componentDetails_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drawings/{id}/components/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Import components of any number into a drawing */
        post: operations["componentsTransfer_intoDrawing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drawings/{id}/components/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export the components of a drawing; an import takes it back */
        get: operations["componentsTransfer_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/bill-of-materials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a project is built of, without what is on superseded drawings: CSV, XLSX or KISS */
        get: operations["exchange_bill"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drawings/{id}/kiss": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The KISS file of a drawing with what changed since; the very same when nothing did */
        get: operations["exchange_export"];
        put?: never;
        /** Make components of the rows of a KISS file, all or none; the file is kept */
        post: operations["exchange_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/kiss/reconcile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** How a KISS file differs from what is stored; nothing is written */
        post: operations["exchange_reconcile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        SignIn: {
            /** @description Upper and lower case count as the same. */
            email: string;
            /**
             * Format: password
             * @description The password.
             */
            password: string;
        };
        SignedIn: {
            /** @enum {string} */
            token_type: "Bearer";
            /** @description Seconds until it ends. */
            expires_in: number;
            /** @description Send it with every request: `Authorization: Bearer <access_token>`. */
            access_token: string;
        };
        Profile: {
            /** Format: uuid */
            id: string;
            /**
             * Format: email
             * @description Unique without regard to case.
             */
            email: string;
            /**
             * @description What they may do on the whole system.
             * @enum {string}
             */
            role: "admin" | "moderator" | "user";
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: uuid
             * @description Who made it.
             */
            created_by: string | null;
            /**
             * Format: uuid
             * @description Who changed it last.
             */
            updated_by: string | null;
            /** @description Raised by every change; the ETag. */
            version: number;
            full_name: string | null;
            avatar_url: string | null;
        };
        ApiToken: {
            /** Format: uuid */
            id: string;
            /**
             * Format: date-time
             * @description When it ends; null: it does not end by itself.
             */
            expires_at: string | null;
            /**
             * Format: date-time
             * @description When it was last used, to a minute or so.
             */
            last_used_at: string | null;
            /** Format: date-time */
            created_at: string;
            version: number;
            /** @description What it is for. */
            name: string;
        };
        ApiTokenPage: {
            items: components["schemas"]["ApiToken"][];
            /** @description How many match, when asked for. */
            total?: number;
            /** @description Pass as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        ApiTokenCreate: {
            /** @description What it is for. */
            name: string;
            /** @description Days until it ends; absent or null: it does not end by itself. */
            expires_in_days?: number | null;
        };
        ApiTokenCreated: {
            /** Format: uuid */
            id: string;
            /**
             * Format: date-time
             * @description When it ends; null: it does not end by itself.
             */
            expires_at: string | null;
            /**
             * Format: date-time
             * @description When it was last used, to a minute or so.
             */
            last_used_at: string | null;
            /** Format: date-time */
            created_at: string;
            version: number;
            /** @description What it is for. */
            name: string;
            /** @description Shown this once. Send it like an access token: `Authorization: Bearer <token>`. */
            token: string;
        };
        ProfilePage: {
            items: components["schemas"]["Profile"][];
            /** @description How many match, when asked for. */
            total?: number;
            /** @description Pass as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        ProfileCreate: {
            /**
             * Format: email
             * @description Unique without regard to case; the name to sign in with. Trimmed and NFC-normalised.
             */
            email: string;
            /**
             * Format: password
             * @description What the person signs in with, until they change it.
             */
            password: string;
            /** @description What people call them. */
            full_name?: string | null;
            /**
             * @description What they may do on the whole system; `user` when absent.
             * @enum {string}
             */
            role?: "admin" | "moderator" | "user";
        };
        ProfilePatch: {
            /**
             * Format: email
             * @description Unique without regard to case; the name to sign in with.
             */
            email?: string;
            /** @description What people call them. */
            full_name?: string | null;
            /**
             * Format: uri
             * @description A picture's address on the web.
             */
            avatar_url?: string | null;
            /**
             * @description Only administrators change roles. The last administrator keeps theirs.
             * @enum {string}
             */
            role?: "admin" | "moderator" | "user";
            /**
             * Format: password
             * @description A new password. All sign-ins of the profile end, and all its API tokens are revoked.
             */
            password?: string;
            /**
             * Format: password
             * @description The password until now: needed for a new password of one's own.
             */
            current_password?: string;
        };
        ActivityChange: {
            /** Format: uuid */
            id: string;
            /** @description The changed fields before. */
            before?: {
                [key: string]: unknown;
            };
            /** @description The changed fields after. */
            after?: {
                [key: string]: unknown;
            };
        };
        Activity: {
            /** Format: uuid */
            id: string;
            /**
             * Format: date-time
             * @description When.
             */
            timestamp: string;
            /**
             * Format: uuid
             * @description Who; null when the profile has been deleted, or when the program did it by itself.
             */
            user_id: string | null;
            /** Format: uuid */
            project_id: string | null;
            /** @description Which rows, and what changed in them. */
            changes: components["schemas"]["ActivityChange"][] | null;
            /** @description How many rows, and what older programs noted. */
            metadata: {
                [key: string]: unknown;
            } | null;
            /**
             * @description `create`, `update`, `delete` or `restore`; `purge` when a deletion has left the trash for good; of jobs also `start`, `pause`, `resume`, `cancel`, `retry`, and in the end
             *     `complete` or `fail`. Entries of older programs have other words.
             */
            action: string;
            resource_type: string | null;
            /** @description When it was one. */
            resource_id: string | null;
            /** @description The request, as in the log. */
            request_id: string | null;
        };
        ActivityPage: {
            items: components["schemas"]["Activity"][];
            /** @description How many match, when asked for. */
            total?: number;
            /** @description Pass as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        DeletionBody: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            project_id: string | null;
            /**
             * Format: uuid
             * @description The item: restore it at its own address.
             */
            root_id: string;
            /** @description How many rows went with it, itself included. */
            row_count: number;
            /**
             * Format: date-time
             * @description When it was deleted.
             */
            created_at: string;
            /**
             * Format: uuid
             * @description Who deleted it.
             */
            created_by: string | null;
            /**
             * Format: date-time
             * @description From when on it may go for good; null where the trash is not emptied by itself.
             */
            purge_at: string | null;
            /** @description What kind of item was deleted: `project`, `episode`, `shot`. */
            root_type: string;
            root_name: string | null;
        };
        TrashPage: {
            items: components["schemas"]["DeletionBody"][];
            /** @description How many match, when asked for. */
            total?: number;
            /** @description Pass as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        BackfillBody: {
            /** @description Null: not known yet, or done. */
            seconds_left: number | null;
            /** @description Why it waits; null: it does not. */
            throttled_by: string | null;
            /** @description Rows looked at. */
            scanned: number;
            /** @description Rows changed. */
            changed: number;
            /** @description Rows that there were at its beginning. */
            total: number;
            /** @description Rows a second since it began. */
            rate: number;
        };
        MigrationStepBody: {
            /** @enum {string} */
            direction: "up" | "down";
            /** @enum {string} */
            state: "running" | "waiting" | "done" | "failed";
            finished_at: string | null;
            note: string | null;
            backfill: components["schemas"]["BackfillBody"] | null;
            title: string;
            /** @description From 1, in the order in which they are applied. */
            place: number;
            started_at: string;
            /** @description How often its statements asked for their locks. */
            attempts: number;
            /** @description Waiting for locks, in ms. */
            wait_ms: number;
            /** @description The longest time that a lock was held, in ms. */
            longest_hold_ms: number;
        };
        MigrationBody: {
            /**
             * @description `running`: a run is at it. `half_done`: a run was stopped at it; the command must be run again.
             * @enum {string}
             */
            state: "applied" | "pending" | "running" | "half_done";
            /** @enum {string|null} */
            phase: "applying" | "applied" | "reverting" | "reverted" | null;
            /** @description When its state changed last. */
            changed_at: string | null;
            steps: components["schemas"]["MigrationStepBody"][];
            /** @description Its class and time. */
            name: string;
            /** @description False: what was applied is not what this version would apply. */
            checksum_ok: boolean;
            step_count: number;
        };
        MigrationList: {
            items: components["schemas"]["MigrationBody"][];
            /** @description Who lets backfills wait, and why. */
            paused_by: string | null;
            /** @description How many are not applied. */
            pending: number;
            /** @description A run is going on. */
            running: boolean;
        };
        Project: {
            /** Format: uuid */
            id: string;
            /**
             * Format: uuid
             * @description The owner.
             */
            user_id: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: uuid
             * @description Who made it.
             */
            created_by: string | null;
            /**
             * Format: uuid
             * @description Who changed it last.
             */
            updated_by: string | null;
            /** @description Raised by every change; the ETag. */
            version: number;
            name: string;
            description: string | null;
            /** @description Whether it is being worked on. */
            status: string;
        };
        ProjectPage: {
            items: components["schemas"]["Project"][];
            /** @description How many match, when asked for. */
            total?: number;
            /** @description Pass as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        ProjectCreate: {
            /** @description Trimmed and NFC-normalised. */
            name: string;
            /** @description What the project is. */
            description?: string | null;
            /**
             * @description `active` when absent.
             * @enum {string}
             */
            status?: "active" | "archived";
        };
        DatasetFigures: {
            total_jobs: number;
            active_jobs: number;
            completed_jobs: number;
            total_images: number;
            downloaded_images: number;
            valid_images: number;
        };
        ProjectDetail: {
            /** Format: uuid */
            id: string;
            /**
             * Format: uuid
             * @description The owner.
             */
            user_id: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: uuid
             * @description Who made it.
             */
            created_by: string | null;
            /**
             * Format: uuid
             * @description Who changed it last.
             */
            updated_by: string | null;
            /** @description Raised by every change; the ETag. */
            version: number;
            datasets: components["schemas"]["DatasetFigures"];
            name: string;
            description: string | null;
            /** @description Whether it is being worked on. */
            status: string;
        };
        ProjectPatch: {
            /** @description A new name. */
            name?: string;
            /** @description What the project is. */
            description?: string | null;
            /**
             * @description Whether it is being worked on.
             * @enum {string}
             */
            status?: "active" | "archived";
            /**
             * Format: uuid
             * @description A new owner; only the owner or an administrator may say so.
             */
            user_id?: string;
        };
        RestoreBody: {
            /** @description From the id of a row of the deletion to its new name, where the old one has been taken meanwhile. */
            rename?: {
                [key: string]: string;
            };
        };
        Member: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            project_id: string;
            /** Format: uuid */
            user_id: string;
            /**
             * @description What they may do in the project.
             * @enum {string}
             */
            role: "manager" | "artist" | "viewer";
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: uuid
             * @description Who added them.
             */
            created_by: string | null;
            /**
             * Format: uuid
             * @description Who changed their role last.
             */
            updated_by: string | null;
            /** @description Raised by every change; the first part of the ETag. */
            version: number;
            email: string;
            full_name: string | null;
        };
        MemberPage: {
            items: components["schemas"]["Member"][];
            /** @description How many match, when asked for. */
            total?: number;
            /** @description Pass as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        MemberCreate: {
            /**
             * Format: uuid
             * @description Whose profile.
             */
            user_id: string;
            /**
             * @description What they may do in the project.
             * @enum {string}
             */
            role: "manager" | "artist" | "viewer";
        };
        MemberPatch: {
            /**
             * @description What they may do in the project.
             * @enum {string}
             */
            role?: "manager" | "artist" | "viewer";
        };
        Episode: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            project_id: string;
            /** @description Its place in the project. */
            position: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: date-time
             * @description Always null: what is deleted is found in the trash only.
             */
            deleted_at: string | null;
            /**
             * Format: uuid
             * @description Who made it.
             */
            created_by: string | null;
            /**
             * Format: uuid
             * @description Who changed it last.
             */
            updated_by: string | null;
            /** @description Raised by every change; the first part of the ETag. */
            version: number;
            /** @description The project's name. */
            project_name: string;
            /** @description Unique among the project's live episodes, without regard to case. */
            name: string;
        };
        EpisodePage: {
            items: components["schemas"]["Episode"][];
            /** @description How many match, when asked for. */
            total?: number;
            /** @description Pass as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        EpisodeCreate: {
            /** @description Unique among the project's live episodes, without regard to case. Trimmed and NFC-normalised. */
            name: string;
            /** @description Its place in the project; after the last when absent. */
            position?: number;
        };
        EpisodePatch: {
            /** @description A new name. */
            name?: string;
            /** @description Its place in the project. */
            position?: number;
            /**
             * Format: uuid
             * @description Another project; refused while the episode has shots, in the trash or not.
             */
            project_id?: string;
        };
        Shot: {
            /** Format: uuid */
            id: string;
            /**
             * Format: uuid
             * @description The project of the shot's episode.
             */
            project_id: string;
            /** Format: uuid */
            episode_id: string;
            /** @description First frame, inclusive. */
            frame_start: number | null;
            /** @description Last frame, inclusive. */
            frame_end: number | null;
            /** @description Free metadata. */
            data: {
                [key: string]: unknown;
            };
            /**
             * Format: uuid
             * @description The story that the shot belongs to, for a story shot.
             */
            story_id: string | null;
            /**
             * Format: uuid
             * @description The scenelet that a story shot belongs to.
             */
            scenelet_ref: string | null;
            /** @description The scenelet's place in its story. */
            scenelet_sequence: number | null;
            /** @description The shot's place in its scenelet. */
            shot_index: number | null;
            /** @description The storyboard's own description of the shot. */
            storyboard_payload: {
                [key: string]: unknown;
            } | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: date-time
             * @description Always null: what is deleted is found in the trash only.
             */
            deleted_at: string | null;
            /**
             * Format: uuid
             * @description Who made it.
             */
            created_by: string | null;
            /**
             * Format: uuid
             * @description Who changed it last.
             */
            updated_by: string | null;
            /** @description Raised by every change; the first part of the ETag. */
            version: number;
            /** @description The project's name. */
            project_name: string;
            /** @description Unique among the project's live shots, without regard to case. */
            name: string;
            description: string | null;
            /** @description Where the work stands. */
            status: string;
            /** @description The scenelet's number in the present tree of its story, as `scenelet-3`. */
            scenelet_id: string | null;
            key_frame_image_path: string | null;
            audio_file_path: string | null;
            video_file_path: string | null;
        };
        ShotPage: {
            items: components["schemas"]["Shot"][];
            /** @description How many match, when asked for. */
            total?: number;
            /** @description Pass as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        ShotCreate: {
            /** @description Unique among the project's live shots, without regard to case. Trimmed and NFC-normalised. */
            name: string;
            /** @description What the shot shows. */
            description?: string | null;
            /** @description Where the work stands; `todo` when absent. */
            status?: string;
            /** @description First frame, inclusive. */
            frame_start?: number | null;
            /** @description Last frame, inclusive; not before the first. */
            frame_end?: number | null;
            /** @description Free metadata: a JSON object. */
            data?: {
                [key: string]: unknown;
            };
            /**
             * Format: uuid
             * @description The episode that the shot belongs to.
             */
            episode_id: string;
            /**
             * Format: uuid
             * @description Follows from the episode; when given, it must be the episode's project.
             */
            project_id?: string;
        };
        ShotItem: {
            /** @description Unique among the project's live shots, without regard to case. Trimmed and NFC-normalised. */
            name: string;
            /** @description What the shot shows. */
            description?: string | null;
            /** @description Where the work stands; `todo` when absent. */
            status?: string;
            /** @description First frame, inclusive. */
            frame_start?: number | null;
            /** @description Last frame, inclusive; not before the first. */
            frame_end?: number | null;
            /** @description Free metadata: a JSON object. */
            data?: {
                [key: string]: unknown;
            };
        };
        ShotBulkCreate: {
            /**
             * Format: uuid
             * @description The episode that all of them belong to.
             */
            episode_id: string;
            /**
             * Format: uuid
             * @description Follows from the episode; when given, it must be the episode's project.
             */
            project_id?: string;
            /** @description The shots. */
            shots: components["schemas"]["ShotItem"][];
        };
        ShotItems: {
            items: components["schemas"]["Shot"][];
        };
        FieldErrorBody: {
            /** @description The database constraint that says so. */
            constraint?: string;
            /**
             * Format: uuid
             * @description The row in the way, for a duplicate.
             */
            conflicting_id?: string;
            /** @description The problem that the item alone would have been refused with, in a bulk call. */
            code?: string;
            /** @description JSON pointer (RFC 6901) into the body, or the name of a parameter. */
            pointer: string;
            /** @description What is wrong with it. */
            detail: string;
        };
        ProblemBody: {
            /** @description The HTTP status. */
            status: number;
            /** @description The address that was asked. */
            instance?: string;
            /**
             * @description The kind of problem, for programs. Stable.
             * @enum {string}
             */
            code: "malformed_request" | "invalid_input" | "unknown_parameter" | "invalid_cursor" | "unknown_reference" | "project_mismatch" | "unauthenticated" | "invalid_credentials" | "forbidden" | "link_invalid" | "not_found" | "duplicate" | "still_referenced" | "state_conflict" | "idempotency_in_progress" | "no_root" | "several_roots" | "unreachable" | "branch_without_prompt" | "branch_with_fewer_than_two_children" | "choice_without_label" | "several_children_without_branch_point" | "dead_end" | "shots_missing" | "media_missing" | "tree_too_deep" | "tree_too_large" | "link_expired" | "stale_version" | "body_too_large" | "uri_too_long" | "unsupported_media_type" | "range_not_satisfiable" | "idempotency_mismatch" | "contact_missing" | "page_not_shown" | "too_many_components" | "too_many_requests" | "too_many_jobs" | "headers_too_large" | "internal" | "database_unavailable" | "database_busy" | "schema_too_old" | "schema_too_new";
            /** @description The request's id, which is also in the log. */
            request_id?: string;
            /** @description Every bad field. */
            errors?: components["schemas"]["FieldErrorBody"][];
            /** @description Leads to what this kind of problem means. */
            type: string;
            /** @description The kind of problem, in words. */
            title: string;
            /** @description What is wrong this time, and what to do. */
            detail: string;
        };
        ShotResult: {
            /** @description The item's place in the request, from 0. */
            index: number;
            /** @description The HTTP status that the item alone would have had. */
            status: number;
            item?: components["schemas"]["Shot"];
            problem?: components["schemas"]["ProblemBody"];
        };
        ShotResults: {
            results: components["schemas"]["ShotResult"][];
        };
        ShotPatchItem: {
            /** @description A new name. */
            name?: string;
            /**
             * Format: uuid
             * @description Another episode of the same project.
             */
            episode_id?: string;
            /**
             * Format: uuid
             * @description Only the shot's own project: a shot does not move to another one.
             */
            project_id?: string;
            /** @description What the shot shows. */
            description?: string | null;
            /** @description Where the work stands. */
            status?: string;
            /** @description First frame, inclusive. */
            frame_start?: number | null;
            /** @description Last frame, inclusive; not before the first. */
            frame_end?: number | null;
            /** @description Merged into the metadata, recursively; null as a value removes a key, null for the whole empties it. */
            data?: {
                [key: string]: unknown;
            } | null;
            /** @description A story shot's storyboard, replaced as a whole. */
            storyboard_payload?: {
                [key: string]: unknown;
            };
            /** @description A story shot's picture: a path in the file store, or an http(s) address. */
            key_frame_image_path?: string | null;
            /** @description A story shot's sound. */
            audio_file_path?: string | null;
            /** @description A story shot's film. */
            video_file_path?: string | null;
            /**
             * Format: uuid
             * @description Which shot.
             */
            id: string;
            /** @description The version that the change is meant for; refused when the shot has another one by now. */
            version?: number;
        };
        ShotBulkPatch: {
            /** @description The changes. */
            shots: components["schemas"]["ShotPatchItem"][];
        };
        ShotDeleteItem: {
            /**
             * Format: uuid
             * @description Which shot.
             */
            id: string;
            /** @description The version that is meant; refused when the shot has another one by now. */
            version?: number;
        };
        ShotBulkDelete: {
            /** @description The shots. */
            shots: components["schemas"]["ShotDeleteItem"][];
        };
        ShotsDeleted: {
            /** @description The ids, in the order of the request. */
            deleted: string[];
        };
        ShotPatch: {
            /** @description A new name. */
            name?: string;
            /**
             * Format: uuid
             * @description Another episode of the same project.
             */
            episode_id?: string;
            /**
             * Format: uuid
             * @description Only the shot's own project: a shot does not move to another one.
             */
            project_id?: string;
            /** @description What the shot shows. */
            description?: string | null;
            /** @description Where the work stands. */
            status?: string;
            /** @description First frame, inclusive. */
            frame_start?: number | null;
            /** @description Last frame, inclusive; not before the first. */
            frame_end?: number | null;
            /** @description Merged into the metadata, recursively; null as a value removes a key, null for the whole empties it. */
            data?: {
                [key: string]: unknown;
            } | null;
            /** @description A story shot's storyboard, replaced as a whole. */
            storyboard_payload?: {
                [key: string]: unknown;
            };
            /** @description A story shot's picture: a path in the file store, or an http(s) address. */
            key_frame_image_path?: string | null;
            /** @description A story shot's sound. */
            audio_file_path?: string | null;
            /** @description A story shot's film. */
            video_file_path?: string | null;
        };
        Story: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            episode_id: string;
            /** Format: uuid */
            project_id: string;
            story_constitution: {
                [key: string]: unknown;
            } | null;
            visual_design_document: {
                [key: string]: unknown;
            } | null;
            audio_design_document: {
                [key: string]: unknown;
            } | null;
            visual_reference_package: {
                [key: string]: unknown;
            } | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: date-time
             * @description Always null: what is deleted is found in the trash only.
             */
            deleted_at: string | null;
            /**
             * Format: uuid
             * @description Who made it.
             */
            created_by: string | null;
            /**
             * Format: uuid
             * @description Who changed it last.
             */
            updated_by: string | null;
            /** @description Raised by every change; the first part of the ETag. */
            version: number;
            /** @description The project's name. */
            project_name: string;
            display_name: string;
            initial_prompt: string;
        };
        StoryPage: {
            items: components["schemas"]["Story"][];
            /** @description How many match, when asked for. */
            total?: number;
            /** @description Pass as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        StoryCreate: {
            /** @description What the story is about: premise, characters, tone. Replaced as a whole. */
            story_constitution?: {
                [key: string]: unknown;
            } | null;
            /** @description How it looks. Replaced as a whole. */
            visual_design_document?: {
                [key: string]: unknown;
            } | null;
            /** @description How it sounds, with its music cues. Replaced as a whole. */
            audio_design_document?: {
                [key: string]: unknown;
            } | null;
            /** @description Reference pictures of characters and places. Replaced as a whole. */
            visual_reference_package?: {
                [key: string]: unknown;
            } | null;
            /** @description What the story is called. Trimmed and NFC-normalised. */
            display_name: string;
            /** @description What it was made from; empty when absent. */
            initial_prompt?: string;
        };
        StoryPatch: {
            /** @description What the story is about: premise, characters, tone. Replaced as a whole. */
            story_constitution?: {
                [key: string]: unknown;
            } | null;
            /** @description How it looks. Replaced as a whole. */
            visual_design_document?: {
                [key: string]: unknown;
            } | null;
            /** @description How it sounds, with its music cues. Replaced as a whole. */
            audio_design_document?: {
                [key: string]: unknown;
            } | null;
            /** @description Reference pictures of characters and places. Replaced as a whole. */
            visual_reference_package?: {
                [key: string]: unknown;
            } | null;
            /** @description A new name. */
            display_name?: string;
            /** @description What it was made from. */
            initial_prompt?: string;
            /**
             * Format: uuid
             * @description Another episode of the same project; the story's shots go with it.
             */
            episode_id?: string;
        };
        ShotScenelet: {
            /** Format: uuid */
            id: string;
            /** @description Any JSON; what this service writes is an object. */
            content: Record<string, never>;
            choice_prompt: string | null;
            is_branch_point: boolean;
        };
        StoryShot: {
            /** Format: uuid */
            id: string;
            /**
             * Format: uuid
             * @description The project of the shot's episode.
             */
            project_id: string;
            /** Format: uuid */
            episode_id: string;
            /** @description First frame, inclusive. */
            frame_start: number | null;
            /** @description Last frame, inclusive. */
            frame_end: number | null;
            /** @description Free metadata. */
            data: {
                [key: string]: unknown;
            };
            /**
             * Format: uuid
             * @description The story that the shot belongs to, for a story shot.
             */
            story_id: string | null;
            /**
             * Format: uuid
             * @description The scenelet that a story shot belongs to.
             */
            scenelet_ref: string | null;
            /** @description The scenelet's place in its story. */
            scenelet_sequence: number | null;
            /** @description The shot's place in its scenelet. */
            shot_index: number | null;
            /** @description The storyboard's own description of the shot. */
            storyboard_payload: {
                [key: string]: unknown;
            } | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: date-time
             * @description Always null: what is deleted is found in the trash only.
             */
            deleted_at: string | null;
            /**
             * Format: uuid
             * @description Who made it.
             */
            created_by: string | null;
            /**
             * Format: uuid
             * @description Who changed it last.
             */
            updated_by: string | null;
            /** @description Raised by every change; the first part of the ETag. */
            version: number;
            scenelet: components["schemas"]["ShotScenelet"];
            /** @description The project's name. */
            project_name: string;
            /** @description Unique among the project's live shots, without regard to case. */
            name: string;
            description: string | null;
            /** @description Where the work stands. */
            status: string;
            /** @description The scenelet's number in the present tree of its story, as `scenelet-3`. */
            scenelet_id: string | null;
            key_frame_image_path: string | null;
            audio_file_path: string | null;
            video_file_path: string | null;
        };
        StoryShotPage: {
            items: components["schemas"]["StoryShot"][];
            /** @description How many there are, when asked for. */
            total?: number;
            /** @description Pass as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        Scenelet: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            story_id: string;
            /** Format: uuid */
            project_id: string;
            /**
             * Format: uuid
             * @description The scenelet it hangs from; null for the root.
             */
            parent_id: string | null;
            /** @description Its place among its siblings, from 1. */
            position: number;
            choice_label_from_parent: string | null;
            choice_prompt: string | null;
            /** @description Any JSON; what this service writes is an object. */
            content: Record<string, never>;
            branch_audio_file_path: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: date-time
             * @description Always null: what is deleted is found in the trash only.
             */
            deleted_at: string | null;
            /**
             * Format: uuid
             * @description Who made it.
             */
            created_by: string | null;
            /**
             * Format: uuid
             * @description Who changed it last.
             */
            updated_by: string | null;
            /** @description Raised by every change, that of its place among its siblings included; the first part of the ETag. */
            version: number;
            /** @description The project's name. */
            project_name: string;
            is_branch_point: boolean;
            is_terminal_node: boolean;
        };
        SceneletPage: {
            items: components["schemas"]["Scenelet"][];
            /** @description How many match, when asked for. */
            total?: number;
            /** @description Pass as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        SceneletCreate: {
            /** @description The words of the choice that leads here, under a branch point. */
            choice_label_from_parent?: string | null;
            /** @description What a branch point asks. */
            choice_prompt?: string | null;
            /** @description Does the story branch here? */
            is_branch_point?: boolean;
            /** @description Does the story end here? */
            is_terminal_node?: boolean;
            /** @description Sound while the choice is open: a path in the file store, or an http(s) address. */
            branch_audio_file_path?: string | null;
            /**
             * Format: uuid
             * @description The scenelet it hangs from; null or absent for the story's root.
             */
            parent_id?: string | null;
            /** @description Its place among its siblings, from 1; after the last when absent. */
            position?: number;
            /** @description Usually `description`, `dialogue` (`[{character, line}]`) and `shot_suggestions`. */
            content: {
                [key: string]: unknown;
            };
        };
        SceneletPatch: {
            /** @description The words of the choice that leads here, under a branch point. */
            choice_label_from_parent?: string | null;
            /** @description What a branch point asks. */
            choice_prompt?: string | null;
            /** @description Does the story branch here? */
            is_branch_point?: boolean;
            /** @description Does the story end here? */
            is_terminal_node?: boolean;
            /** @description Sound while the choice is open: a path in the file store, or an http(s) address. */
            branch_audio_file_path?: string | null;
            /** @description Merged into the content, recursively; null as a value removes a key. */
            content?: {
                [key: string]: unknown;
            };
        };
        SceneletMove: {
            /**
             * Format: uuid
             * @description The scenelet it shall hang from, in the same story; null for the story's root.
             */
            parent_id: string | null;
            /** @description Its place among its new siblings, from 1; after the last when absent. */
            position?: number;
        };
        SceneletCopy: {
            /**
             * Format: uuid
             * @description The scenelet that the copy shall hang from, in any story of the project; null for the root of its own story.
             */
            parent_id: string | null;
            /** @description Its place among its new siblings, from 1; after the last when absent. */
            position?: number;
            /** @description Copy the shots, too, under new names; true when absent. */
            with_shots?: boolean;
        };
        StoryShotItem: {
            /** @description Its place in the scenelet, from 1. */
            shot_index: number;
            /** @description The storyboard's own description of the shot. */
            storyboard_payload: {
                [key: string]: unknown;
            };
            /** @description Unique among the project's live shots, without regard to case. When absent it gets one that no renumbering changes. */
            name?: string;
            /** @description What the shot shows. */
            description?: string | null;
            /** @description Where the work stands; `todo` when absent. */
            status?: string;
            /** @description Its picture: a path in the file store, or an http(s) address. */
            key_frame_image_path?: string | null;
            /** @description Its sound. */
            audio_file_path?: string | null;
            /** @description Its film. */
            video_file_path?: string | null;
        };
        StoryShotsCreate: {
            /** @description In any order; each `shot_index` once. */
            shots: components["schemas"]["StoryShotItem"][];
            /** @description Add to the shots that the scenelet has. Without it, a scenelet that has any is refused. */
            append?: boolean;
        };
        StoryShotItems: {
            items: components["schemas"]["StoryShot"][];
        };
        ShotOrderBody: {
            /** @description All shots of the scenelet; and those of other scenelets of its story that shall come to it. */
            shot_ids: string[];
        };
        SpokenLine: {
            character: string;
            line: string;
        };
        SceneletEntry: {
            /** Format: uuid */
            uuid: string;
            /**
             * @description How it is reached: first, by a choice, or after another; `terminal` where the story ends, however reached.
             * @enum {string}
             */
            role: "root" | "branch" | "linear" | "terminal";
            dialogue: components["schemas"]["SpokenLine"][];
            shot_suggestions: string[];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "scenelet";
            /** @description `scenelet-N`; null for the root. */
            parent_id: string | null;
            /** @description `scenelet-N`. */
            id: string;
            /** @description The words of the choice that leads here; only under a branch point. */
            choice_label?: string;
            description: string;
        };
        BranchingChoice: {
            label: string;
            /** @description `scenelet-N`. */
            leads_to: string;
        };
        BranchingEntry: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "branching-point";
            choices: components["schemas"]["BranchingChoice"][];
            /** @description `branching-point-N`, counted on its own. */
            id: string;
            /** @description `scenelet-N`. */
            source_scenelet_id: string;
            choice_prompt: string;
        };
        BranchingPoint: {
            /** @description `branching-point-N`, counted on its own. */
            id: string;
            choice_prompt: string;
        };
        NestedScenelet: {
            /** Format: uuid */
            uuid: string;
            /**
             * @description How it is reached: first, by a choice, or after another; `terminal` where the story ends, however reached.
             * @enum {string}
             */
            role: "root" | "branch" | "linear" | "terminal";
            dialogue: components["schemas"]["SpokenLine"][];
            shot_suggestions: string[];
            branching_point?: components["schemas"]["BranchingPoint"];
            /** @description Those that hang from it, by their position. */
            children: components["schemas"]["NestedScenelet"][];
            /** @description `scenelet-N`. */
            id: string;
            /** @description The words of the choice that leads here; only under a branch point. */
            choice_label?: string;
            description: string;
        };
        Tree: {
            /** Format: uuid */
            story_id: string;
            /** @enum {string} */
            form: "nested" | "flat";
            scenelet_count: number;
            /** @description The root with its `children`, theirs, and so on, for `form=nested`. */
            root?: components["schemas"]["NestedScenelet"];
            /** @description Scenelets, and after each branch point its choices, for `form=flat`. */
            entries?: (components["schemas"]["SceneletEntry"] | components["schemas"]["BranchingEntry"])[];
            display_name: string;
        };
        TreeImported: {
            /** Format: uuid */
            story_id: string;
            scenelet_count: number;
        };
        LintedScenelet: {
            /** Format: uuid */
            id: string;
            /** @description `scenelet-N`; null for one that the root does not lead to. */
            display_id: string | null;
        };
        LintFindingBody: {
            /** @enum {string} */
            code: "no_root" | "several_roots" | "unreachable" | "branch_without_prompt" | "branch_with_fewer_than_two_children" | "choice_without_label" | "several_children_without_branch_point" | "dead_end" | "shots_missing" | "media_missing" | "duplicate_labels" | "terminal_with_children";
            /**
             * @description An error keeps a player from playing the story; a warning may be meant.
             * @enum {string}
             */
            severity: "error" | "warning";
            /** @description Null: the story as a whole. */
            scenelet: components["schemas"]["LintedScenelet"] | null;
            /** @description What is wrong and what to do. */
            message: string;
        };
        Lint: {
            /** Format: uuid */
            story_id: string;
            errors: number;
            warnings: number;
            findings: components["schemas"]["LintFindingBody"][];
        };
        NamedScenelet: {
            /** Format: uuid */
            id: string;
            display_id: string;
        };
        Route: {
            ending: components["schemas"]["NamedScenelet"];
            /** @description In scenelets. */
            length: number;
            /** @description Display ids, from the root on. */
            scenelets: string[];
            /** @description The words of the choices that are taken. */
            choices: string[];
        };
        Paths: {
            /** Format: uuid */
            story_id: string;
            /** @description How many there are. */
            count: number;
            /** @description How many of them `routes` lists: fewer where `limit`, or 5 MB of routes, have cut it short. */
            listed: number;
            /** @description In scenelets; null where nothing ends. */
            shortest: number | null;
            longest: number | null;
            /** @description In the order of the tree, as many as are `listed`. */
            routes: components["schemas"]["Route"][];
            /** @description Scenelets from which no ending can be reached. */
            hopeless: components["schemas"]["NamedScenelet"][];
            /** @description Scenelets below an ending, where no player comes. */
            beyond_endings: components["schemas"]["NamedScenelet"][];
        };
        BundleMetadata: {
            /** Format: uuid */
            storyId: string;
            /** Format: date-time */
            exportedAt: string;
            title: string;
        };
        TerminalNext: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "terminal";
        };
        LinearNext: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "linear";
            /** Format: uuid */
            sceneletId: string;
        };
        BundledChoice: {
            /** Format: uuid */
            sceneletId: string;
            label: string;
        };
        BranchNext: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "branch";
            choices: components["schemas"]["BundledChoice"][];
            choicePrompt: string;
        };
        IncompleteNext: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "incomplete";
        };
        BundledShot: {
            shotIndex: number;
            /** @description Null where there is no picture; then there is a sound. */
            imagePath: string | null;
            audioPath: string | null;
        };
        BundledScenelet: {
            /** Format: uuid */
            id: string;
            /** @description At least one, by their index. */
            shots: components["schemas"]["BundledShot"][];
            /** @description How it goes on. */
            next: components["schemas"]["TerminalNext"] | components["schemas"]["LinearNext"] | components["schemas"]["BranchNext"] | components["schemas"]["IncompleteNext"];
            /** @description Sound while the choice is open. */
            branchAudioPath: string | null;
            description: string;
        };
        BundledCue: {
            cueName: string;
            /** @description The scenelets that a player comes to and that have this music. */
            sceneletIds: string[];
            audioPath: string | null;
        };
        BundledMusic: {
            cues: components["schemas"]["BundledCue"][];
            /** @description The name of its cue by a scenelet's id. */
            sceneletCueMap: {
                [key: string]: string;
            };
        };
        StoryBundle: {
            metadata: components["schemas"]["BundleMetadata"];
            /** Format: uuid */
            rootSceneletId: string;
            /** @description In the order of the tree. */
            scenelets: components["schemas"]["BundledScenelet"][];
            music: components["schemas"]["BundledMusic"];
        };
        CrawlSource: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            type: "addresses" | "page" | "sitemap" | "search";
            /** @description Where to begin; of a page or a sitemap. */
            address?: string;
            follow_depth?: number;
            provider?: string;
            keywords?: string[];
            /** @enum {string} */
            status: "pending" | "reading" | "read" | "failed";
            /** @description Addresses that were new when this source named them. */
            found_images: number;
            /** @description A sentence for people, where there is something to say. */
            message: string | null;
        };
        CrawlJob: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            project_id: string;
            /** @enum {string} */
            status: "pending" | "running" | "paused" | "completed" | "failed" | "cancelled";
            sources: components["schemas"]["CrawlSource"][];
            /** @description What providers are asked for: those of all sources. */
            keywords: string[];
            labels: string[];
            max_images: number;
            /** @description Percent, 0 to 100. */
            progress: number;
            /** @description Addresses that were found. */
            total_images: number;
            downloaded_images: number;
            /** @description Addresses from which no picture came. */
            failed_images: number;
            /** @description Of the last validation. */
            valid_images: number;
            /** @description Addresses that have not been looked at. */
            remaining_images: number;
            /** @description Parts of 500 addresses, which workers do in one go. */
            total_chunks: number;
            /** @description Being worked on right now. */
            active_chunks: number;
            completed_chunks: number;
            /** @description Of which not one picture came. */
            failed_chunks: number;
            /** @description Valid of downloaded pictures in percent, two decimals; null before anything is downloaded. */
            success_rate: number | null;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            completed_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: date-time
             * @description Always null: what is deleted is found in the trash only.
             */
            deleted_at: string | null;
            /**
             * Format: uuid
             * @description Who made it.
             */
            created_by: string | null;
            /**
             * Format: uuid
             * @description Who changed it last.
             */
            updated_by: string | null;
            /** @description Raised by every change, also of its figures; the first part of the ETag. */
            version: number;
            /** @description The project's name. */
            project_name: string;
            name: string;
            /** @description Why fewer pictures came than were asked for; null while there is nothing to say. */
            message: string | null;
            /** @description Percent of the chunks that have ended, two decimals. */
            chunk_progress: number;
            is_running: boolean;
            /** @description It has ended: completed, failed or cancelled. */
            is_completed: boolean;
        };
        CrawlJobPage: {
            items: components["schemas"]["CrawlJob"][];
            /** @description How many match, when asked for. */
            total?: number;
            /** @description Pass as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        AddressesSource: {
            /** @enum {string} */
            type: "addresses";
            /** @description Absolute addresses with http or https. A longer list goes to `/crawl-jobs/{id}/addresses`. */
            addresses: string[];
        };
        PageSource: {
            /** @enum {string} */
            type: "page";
            /** @description Where to begin. */
            address: string;
            /**
             * @description How many links are followed, on the same host only; 0: none.
             * @default 0
             */
            follow_depth: number;
        };
        SitemapSource: {
            /** @enum {string} */
            type: "sitemap";
            /** @description Of the sitemap, or of an index of sitemaps; `.gz` is understood. */
            address: string;
        };
        SearchSource: {
            /** @enum {string} */
            type: "search";
            /** @enum {string} */
            provider: "openverse" | "wikimedia_commons";
            /** @description 1 to 50, each searched for by itself; without regard to case each once. */
            keywords: string[];
        };
        CrawlJobCreate: {
            /** @description Trimmed and NFC-normalised. Need not be unique. */
            name: string;
            /**
             * @description Where pictures are looked for. None: addresses come as a file before the start.
             * @default []
             */
            sources: (components["schemas"]["AddressesSource"] | components["schemas"]["PageSource"] | components["schemas"]["SitemapSource"] | components["schemas"]["SearchSource"])[];
            /**
             * @description So many pictures at most; further addresses are not looked at.
             * @default 1000
             */
            max_images: number;
            /**
             * @description Every picture of the job is labelled so.
             * @default []
             */
            labels: string[];
            /**
             * @description Start at once.
             * @default false
             */
            start: boolean;
        };
        CrawlJobPatch: {
            name?: string;
            /** @description Of a job that is pending. */
            max_images?: number;
            /** @description For pictures to come; those that are there keep theirs. */
            labels?: string[];
        };
        RefusedLine: {
            /** @description From 1. */
            line: number;
            /** @description Why, in a sentence. */
            detail: string;
        };
        AddressesReport: {
            /** @description Lines that named an address. */
            read: number;
            /** @description New addresses. */
            added: number;
            /** @description Addresses that the job has already, or that came twice. */
            known: number;
            /** @description New addresses that were left out, since the job takes no more: its `max_images`. */
            beyond_limit: number;
            refused: number;
            /** @description The first hundred of them. */
            refused_lines: components["schemas"]["RefusedLine"][];
        };
        HostFigures: {
            total: number;
            downloaded: number;
            failed: number;
            waiting: number;
            host: string;
        };
        FailureFigures: {
            count: number;
            /** @description Such as `timeout` or `http_404`. */
            code: string;
        };
        JobLogEntry: {
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            timestamp: string;
            /**
             * Format: uuid
             * @description Who; null when the program did it by itself.
             */
            user_id: string | null;
            /** @description What changed, as in the activity. */
            metadata: {
                [key: string]: unknown;
            } | null;
            action: string;
        };
        CrawlJobProgress: {
            /** @enum {string} */
            status: "pending" | "running" | "paused" | "completed" | "failed" | "cancelled";
            /** @description Percent. */
            progress: number;
            total_images: number;
            downloaded_images: number;
            failed_images: number;
            valid_images: number;
            remaining_images: number;
            /** @description Addresses looked at in a second, since the start; null before anything was. */
            images_per_second: number | null;
            /** @description At this rate, for what is known; null while nobody can tell. */
            seconds_left: number | null;
            /** @description The twenty hosts with the most addresses. */
            hosts: components["schemas"]["HostFigures"][];
            failures: components["schemas"]["FailureFigures"][];
            /** @description The last ten entries of the job's log. */
            logs: components["schemas"]["JobLogEntry"][];
            /** @description The address that was looked at last. */
            current_item: string | null;
            /** @description What a provider is being asked for. */
            current_keyword: string | null;
            message: string | null;
        };
        JobLogPage: {
            items: components["schemas"]["JobLogEntry"][];
            /** @description How many match, when asked for. */
            total?: number;
            /** @description Pass as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        Image: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            project_id: string;
            /** Format: uuid */
            crawl_job_id: string;
            /** @description Its place in the order in which the job found it; null for images of an older application. */
            position: number | null;
            /** @enum {string} */
            outcome: "pending" | "downloaded" | "failed" | "refused";
            /** @description How often the address was asked. */
            attempts: number;
            /** Format: date-time */
            downloaded_at: string | null;
            file_size: number | null;
            /** @description Pixels; known after a validation. */
            width: number | null;
            height: number | null;
            labels: string[];
            /** @enum {string|null} */
            verdict: "ok" | "recoverable" | "corrupt" | "unsupported" | "placeholder" | "duplicate" | "rejected" | null;
            is_valid: boolean | null;
            /** @description 0 to 1. */
            quality_score: number | null;
            /**
             * Format: uuid
             * @description Shared by pictures that look alike.
             */
            duplicate_group: string | null;
            /** @description How it was come by: address asked for and final one, redirects, status, headers, time, robots and AI preferences. */
            provenance: {
                [key: string]: unknown;
            } | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: date-time
             * @description Always null: what is deleted is found in the trash only.
             */
            deleted_at: string | null;
            /**
             * Format: uuid
             * @description Who made it.
             */
            created_by: string | null;
            /**
             * Format: uuid
             * @description Who changed it last.
             */
            updated_by: string | null;
            /** @description Raised by every change; the first part of the ETag. */
            version: number;
            original_url: string;
            host: string | null;
            filename: string;
            /** @description Why no picture came: a code that is counted. */
            failure_code: string | null;
            /** @description Why no picture came, in a sentence. */
            failure: string | null;
            /** @description Of the bytes as they were served. */
            sha256: string | null;
            format: string | null;
            title: string | null;
            author: string | null;
            licence: string | null;
            licence_url: string | null;
            source_page: string | null;
            attribution: string | null;
            /** @description It is left out of every export. */
            is_excluded: boolean;
        };
        ImagePage: {
            items: components["schemas"]["Image"][];
            /** @description How many match, when asked for. */
            total?: number;
            /** @description Pass as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        ImagePatchItem: {
            /** @description Whether it is left out of every export. */
            is_excluded?: boolean;
            /** @description What it shows; replaces the list. */
            labels?: string[];
            /**
             * Format: uuid
             * @description Which image.
             */
            id: string;
            /** @description The version that the change is meant for; refused when the image has another one by now. */
            version?: number;
        };
        ImagesPatch: {
            /** @description In any order; each image once. */
            images: components["schemas"]["ImagePatchItem"][];
        };
        ImageItems: {
            items: components["schemas"]["Image"][];
        };
        ImageResult: {
            /** @description The item's place in the request, from 0. */
            index: number;
            /** @description The HTTP status that the item alone would have had. */
            status: number;
            item?: components["schemas"]["Image"];
            problem?: components["schemas"]["ProblemBody"];
        };
        ImageResults: {
            results: components["schemas"]["ImageResult"][];
        };
        ImageDeleteItem: {
            /**
             * Format: uuid
             * @description Which image.
             */
            id: string;
            /** @description The version that is meant; refused when the image has another one by now. */
            version?: number;
        };
        ImagesDelete: {
            /** @description In any order; each image once. */
            images: components["schemas"]["ImageDeleteItem"][];
        };
        ImagesDeleted: {
            /** @description The ids, in the order of the request. */
            deleted: string[];
        };
        ValidationJob: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            project_id: string;
            /** Format: uuid */
            crawl_job_id: string;
            /** @enum {string} */
            status: "pending" | "running" | "paused" | "completed" | "failed" | "cancelled";
            /** @enum {string} */
            level: "basic" | "standard" | "strict";
            /** @description All rules that it judges by: those of the level, with what was given in their place. */
            validation_rules: {
                [key: string]: unknown;
            };
            /** @description Results of one version can be compared. */
            rules_version: number;
            /** @enum {string} */
            duplicates: "report" | "quarantine" | "remove";
            /** @description Percent, 0 to 100. */
            progress: number;
            /** @description Pictures that had been downloaded when it was made. */
            total_images: number;
            /** @description Pictures that have a result. */
            validated_images: number;
            invalid_images: number;
            /** @description Validated of all pictures in percent, two decimals; null where there are none. */
            success_rate: number | null;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            completed_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: date-time
             * @description Always null: what is deleted is found in the trash only.
             */
            deleted_at: string | null;
            /**
             * Format: uuid
             * @description Who made it.
             */
            created_by: string | null;
            /**
             * Format: uuid
             * @description Who changed it last.
             */
            updated_by: string | null;
            /** @description Raised by every change, also of its figures; the first part of the ETag. */
            version: number;
            name: string;
            is_running: boolean;
            /** @description It has ended: completed, failed or cancelled. */
            is_completed: boolean;
            /** @description Why it failed, or what is missing; null while there is nothing to say. */
            error_message: string | null;
        };
        ValidationJobPage: {
            items: components["schemas"]["ValidationJob"][];
            /** @description How many match, when asked for. */
            total?: number;
            /** @description Pass as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        ValidationJobCreate: {
            /** @description Trimmed and NFC-normalised. Need not be unique. */
            name: string;
            /**
             * @description `basic`: it decodes, no exact duplicates; `standard`: and is worth looking at; `strict`: and is beyond doubt.
             * @default standard
             * @enum {string}
             */
            level: "basic" | "standard" | "strict";
            /**
             * @description What is to be otherwise than at the level, such as `{"min_width": 200, "near_duplicates": {"distance": 4}}`.
             * @default {}
             */
            validation_rules: {
                [key: string]: unknown;
            };
            /**
             * @description `quarantine`: duplicates are left out of exports; `remove`: they go to the trash. One of each group stays.
             * @default report
             * @enum {string}
             */
            duplicates: "report" | "quarantine" | "remove";
        };
        ValidationIssue: {
            /** @description The check that says so. */
            check: string;
            /** @description One sentence. */
            detail: string;
        };
        ValidationCheck: {
            /** @description 1 where nothing is amiss, 0 at the worst; absent where there is nothing to measure. */
            score?: number;
            /** @description One sentence: why it failed, or what is odd though it passed. */
            detail?: string;
            check: string;
            passed: boolean;
        };
        ValidationResult: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            validation_job_id: string;
            /**
             * Format: uuid
             * @description Its bytes are at `/images/{id}/file`.
             */
            image_id: string;
            /** @enum {string} */
            verdict: "ok" | "recoverable" | "corrupt" | "unsupported" | "placeholder" | "duplicate" | "rejected";
            issues: components["schemas"]["ValidationIssue"][];
            checks: components["schemas"]["ValidationCheck"][];
            checks_passed: number;
            checks_failed: number;
            /** @description 0 to 1, whatever the rules. */
            quality_score: number | null;
            position: number | null;
            width: number | null;
            height: number | null;
            /** @description Bytes. */
            file_size: number | null;
            /**
             * Format: uuid
             * @description The picture that stands for those that look alike, by the last validation.
             */
            duplicate_group: string | null;
            /** Format: date-time */
            created_at: string;
            is_valid: boolean;
            filename: string;
            original_url: string;
            format: string | null;
            /** @description It is left out of every export. */
            is_excluded: boolean;
            /** @description It is in the trash. */
            is_removed: boolean;
        };
        ValidationResultPage: {
            items: components["schemas"]["ValidationResult"][];
            /** @description How many match, when asked for. */
            total?: number;
            /** @description Pass as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        CheckFigures: {
            passed: number;
            failed: number;
            /** @description Passed, and yet odd. */
            remarked: number;
            check: string;
        };
        DuplicateFigures: {
            groups: number;
            /** @description Pictures in all groups, with those that stand for them. */
            images: number;
        };
        HistogramBin: {
            count: number;
            from: number;
            /** @description Below it; in the last bin also the value itself. */
            to: number;
        };
        ScoreHistogramItem: {
            /** @description Below it a picture fails; null where the rules ask for none. */
            threshold: number | null;
            bins: components["schemas"]["HistogramBin"][];
            /** @description `quality`, or what the score is of. */
            name: string;
        };
        ValidationJobStatistics: {
            images: number;
            /** @description How many pictures have each verdict. */
            verdicts: {
                [key: string]: number;
            };
            checks: components["schemas"]["CheckFigures"][];
            duplicates: components["schemas"]["DuplicateFigures"];
            histograms: components["schemas"]["ScoreHistogramItem"][];
        };
        ChangedAddress: {
            /**
             * Format: uuid
             * @description Of the image.
             */
            id: string;
            /** @enum {string} */
            result: "differs" | "gone";
            address: string;
            /** @description In a sentence. */
            detail: string;
        };
        Verification: {
            /** @enum {string} */
            status: "running" | "completed" | "failed" | "cancelled";
            /** Format: date-time */
            started_at: string;
            /** Format: date-time */
            completed_at: string | null;
            /** @description Addresses. */
            total: number;
            /** @description So many have been looked at. */
            checked: number;
            /** @description The very bytes that were exported. */
            same: number;
            /** @description Something else. */
            differs: number;
            /** @description Nothing. */
            gone: number;
            /** @description Nobody knows: robots.txt or the owner forbids it, or the host did not answer in time. */
            not_asked: number;
            /** @description The first thousand that differ or are gone, in the order of the export. */
            changed: components["schemas"]["ChangedAddress"][];
            /** @description Why it failed, in a sentence. */
            message: string | null;
        };
        ExportJob: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            project_id: string;
            /** Format: uuid */
            crawl_job_id: string;
            /**
             * Format: uuid
             * @description Who asked for it.
             */
            user_id: string;
            /** @enum {string} */
            status: "pending" | "running" | "paused" | "completed" | "failed" | "cancelled";
            /** @description Percent, 0 to 100. */
            progress: number;
            /** @enum {string} */
            format: "zip" | "tar" | "tar.gz" | "csv" | "json" | "webdataset";
            /** @description As they were asked for, with what was left to the service. */
            export_options: {
                [key: string]: unknown;
            };
            /** @description Pictures that were selected; 0 until that is known. */
            total_images: number;
            exported_images: number;
            /** @description Exported of selected pictures in percent, two decimals; null before any is selected. */
            success_rate: number | null;
            /** @description Leads to the file, without a token, until `expires_at`; below the origin of the service. Null while there is no file. */
            download_url: string | null;
            /** Format: date-time */
            expires_at: string | null;
            file_name: string | null;
            /** @description Bytes. */
            file_size: number | null;
            /** @description Of the file. */
            file_sha256: string | null;
            /** @description What the export says of itself: counts, sources, rules, how it was divided and that no near duplicates were parted. */
            manifest: {
                [key: string]: unknown;
            } | null;
            /** @description What stands today at its addresses, when that was asked last. */
            verification: components["schemas"]["Verification"] | null;
            /** @description Why it failed, in a sentence. */
            error_message: string | null;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            completed_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: date-time
             * @description Always null: what is deleted is found in the trash only.
             */
            deleted_at: string | null;
            /**
             * Format: uuid
             * @description Who made it.
             */
            created_by: string | null;
            /**
             * Format: uuid
             * @description Who changed it last.
             */
            updated_by: string | null;
            /** @description Raised by every change; the first part of the ETag. */
            version: number;
            name: string;
            is_running: boolean;
            /** @description It has ended: completed, failed or cancelled. */
            is_completed: boolean;
            /** @description The link has expired; a new one is made by `…/link`. */
            is_expired: boolean;
        };
        ExportJobPage: {
            items: components["schemas"]["ExportJob"][];
            /** @description How many match, when asked for. */
            total?: number;
            /** @description Pass as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        ExportFilter: {
            /** @description Of the last validation. */
            verdict?: ("ok" | "recoverable" | "corrupt" | "unsupported" | "placeholder" | "duplicate" | "rejected")[];
            labels?: string[];
            hosts?: string[];
            licences?: string[];
            /** @description As the bytes say, such as `jpeg`. */
            formats?: string[];
            /** @description Pixels; known after a validation, and so are the other three. */
            min_width?: number;
            max_width?: number;
            min_height?: number;
            max_height?: number;
            /** @description Bytes. */
            min_file_size?: number;
            max_file_size?: number;
            /** @description 0 to 1, of the last validation. */
            min_quality?: number;
        };
        ExportSplits: {
            /**
             * @description Shares: only how they compare counts, so 80, 10 and 10 are as good as 0.8, 0.1 and 0.1.
             * @default 0
             */
            train: number;
            /** @default 0 */
            validation: number;
            /** @default 0 */
            test: number;
            /**
             * @description The same pictures are divided the same way with the same seed.
             * @default
             */
            seed: string;
        };
        ExportOptions: {
            /** @description Valid pictures only; absent: when the job was validated and no verdict is asked for. */
            only_valid?: boolean;
            filter?: components["schemas"]["ExportFilter"];
            splits?: components["schemas"]["ExportSplits"];
            /**
             * @description With all that is known of how each picture was come by: redirects, headers, robots and AI preferences.
             * @default true
             */
            metadata: boolean;
            /** @description Of a webdataset: the one suffix of all pictures. Must be said where they are of several formats. */
            suffix?: string;
        };
        ExportJobCreate: {
            /** @description Trimmed and NFC-normalised. Need not be unique. */
            name: string;
            /**
             * @default zip
             * @enum {string}
             */
            format: "zip" | "tar" | "tar.gz" | "csv" | "json" | "webdataset";
            /** @default {} */
            export_options: components["schemas"]["ExportOptions"];
        };
        Answer: Record<string, never>;
        LinkCreate: {
            /**
             * @description How long it leads there, in seconds.
             * @default 3600
             */
            expires_in: number;
        };
        Drawing: {
            /** Format: uuid */
            id: string;
            /** @description The live projects that it is of. */
            project_ids: string[];
            /** @description Bytes. */
            file_size: number | null;
            /**
             * @description What the file is by its content; null where it is not in the store.
             * @enum {string|null}
             */
            content_type: "application/pdf" | "image/png" | "image/jpeg" | "image/tiff" | null;
            /** Format: date */
            drawing_date: string | null;
            /**
             * Format: uuid
             * @description The drawing that this one takes the place of.
             */
            supersedes: string | null;
            /**
             * @description How far the reading of its pages is.
             * @enum {string}
             */
            processing_status: "pending" | "processing" | "completed" | "failed";
            /** @description Percent. */
            processing_progress: number;
            page_count: number | null;
            /** @description Live components on it. */
            component_count: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: date-time
             * @description Always null: what is deleted is found in the trash only.
             */
            deleted_at: string | null;
            /**
             * Format: uuid
             * @description Who made it.
             */
            created_by: string | null;
            /**
             * Format: uuid
             * @description Who changed it last.
             */
            updated_by: string | null;
            /** @description Raised by every change; the first part of the ETag. */
            version: number;
            file_name: string;
            /** @description SHA-256 of the file, as far as it is known. */
            file_hash: string | null;
            drawing_type: string | null;
            sheet_number: string | null;
            revision: string | null;
            /** @description Why its pages cannot be read, in a word: `needs_password`, `damaged`, `too_large`, … */
            failure_code: string | null;
            /** @description The same in a sentence. */
            error_message: string | null;
        };
        DrawingPage: {
            items: components["schemas"]["Drawing"][];
            /** @description How many match, when asked for. */
            total?: number;
            /** @description Pass as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        DrawingProjects: {
            drawing_ids: string[];
            project_ids: string[];
        };
        Assigned: {
            /** @description Pairs of a drawing and a project that are new. */
            associations_created: number;
            /** @description Pairs that were asked for. */
            total_possible: number;
        };
        Unassigned: {
            /** @description Pairs of a drawing and a project that are gone. */
            associations_removed: number;
        };
        DrawingPatch: {
            file_name?: string;
            drawing_type?: string | null;
            sheet_number?: string | null;
            /** Format: date */
            drawing_date?: string | null;
            revision?: string | null;
        };
        ComparisonCounts: {
            added: number;
            removed: number;
            changed: number;
            moved: number;
            unchanged: number;
            /** @description All pieces of the first drawing. */
            quantity_before: number;
            /** @description All pieces of the second drawing. */
            quantity_after: number;
        };
        DifferingField: {
            before: (string | null) | number | boolean | {
                [key: string]: unknown;
            } | {
                [key: string]: unknown;
            }[];
            after: (string | null) | number | boolean | {
                [key: string]: unknown;
            } | {
                [key: string]: unknown;
            }[];
            field: string;
        };
        ComponentDifference: {
            /**
             * @description `moved`: only its place differs; a `changed` one may have moved as well, which its fields say.
             * @enum {string}
             */
            difference: "added" | "removed" | "changed" | "moved";
            /**
             * Format: uuid
             * @description On the first drawing; null for an added one.
             */
            before_id: string | null;
            /**
             * Format: uuid
             * @description On the second drawing; null for a removed one.
             */
            after_id: string | null;
            quantity_before: number | null;
            quantity_after: number | null;
            /** @description As the second drawing spells it; as the first, where the second does not have it. */
            piece_mark: string;
            instance_identifier: string | null;
            /** @description Mark and identifier, such as `G1-A`. */
            display_name: string;
            /** @description What differs in a component that both have. */
            fields: components["schemas"]["DifferingField"][];
        };
        DrawingComparison: {
            /** @description Pass as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            counts: components["schemas"]["ComparisonCounts"];
            items: components["schemas"]["ComponentDifference"][];
        };
        SheetPage: {
            /** @description From 1. */
            page_number: number;
            /**
             * @description Degrees, clockwise, by which it is turned for those who look at it.
             * @enum {integer}
             */
            rotation: 0 | 90 | 180 | 270;
            /** @enum {string} */
            unit: "pt" | "px";
            /** @description Pixels of its preview; null while there is none. */
            preview_width: number | null;
            preview_height: number | null;
            /** @description Of the unrotated page, in `unit`. */
            width: number;
            height: number;
            /** @description A `pt` of this page is so many times 1/72 inch. */
            user_unit: number;
            /** @description Why there is no preview, in a word. */
            failure_code: string | null;
            /** @description The same in a sentence. */
            failure: string | null;
        };
        SheetPagePage: {
            items: components["schemas"]["SheetPage"][];
            /** @description How many match, when asked for. */
            total?: number;
            /** @description Pass as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        ProjectsOfDrawing: {
            project_ids: string[];
        };
        Component: {
            /** Format: uuid */
            id: string;
            /**
             * Format: uuid
             * @description Null for what an older application kept without one.
             */
            drawing_id: string | null;
            quantity: number | null;
            /** @description Millimetres. */
            length_mm: number | null;
            /** @enum {string|null} */
            mark_level: "main" | "minor" | null;
            page_number: number | null;
            location_x: number | null;
            location_y: number | null;
            /** @description From the upper left corner of the unrotated page, in its unit. */
            bounding_box: {
                x?: number;
                y?: number;
                width?: number;
                height?: number;
            } | null;
            confidence_score: number | null;
            /** @enum {string} */
            review_status: "pending" | "reviewed" | "approved";
            /**
             * Format: uuid
             * @description Who moved it to this status.
             */
            reviewed_by: string | null;
            /** Format: date-time */
            reviewed_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: date-time
             * @description Always null: what is deleted is found in the trash only.
             */
            deleted_at: string | null;
            /**
             * Format: uuid
             * @description Who made it.
             */
            created_by: string | null;
            /**
             * Format: uuid
             * @description Who changed it last.
             */
            updated_by: string | null;
            /** @description Raised by every change; the first part of the ETag. */
            version: number;
            /** @description As its source spells it. */
            piece_mark: string;
            /** @description Which of the drawing's pieces with this mark it is; null for the one without an identifier. */
            instance_identifier: string | null;
            /** @description Mark and identifier, such as `G1-A`. */
            display_name: string;
            component_type: string | null;
            description: string | null;
            material_type: string | null;
            size: string | null;
            finish: string | null;
            assembly_mark: string | null;
            /** @description Why a review was taken back. */
            review_reason: string | null;
        };
        ComponentPage: {
            items: components["schemas"]["Component"][];
            /** @description How many match, when asked for. */
            total?: number;
            /** @description Pass as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        SuggestedInstance: {
            /** @description Live components of the drawing with this mark. */
            existing_count: number;
            /** @description Null: there is none of this mark yet, so it needs none. */
            instance_identifier: string | null;
        };
        ComponentCreate: {
            /**
             * @description What the piece is.
             * @enum {string|null}
             */
            component_type?: "wide_flange" | "hss" | "angle" | "channel" | "plate" | "tube" | "beam" | "column" | "brace" | "girder" | "truss" | "generic" | null;
            /** @description Anything else about it. */
            description?: string | null;
            /** @description The material's grade, such as `A992`. */
            material_type?: string | null;
            /** @description The section or profile, such as `W21X68`. */
            size?: string | null;
            /** @description Millimetres. */
            length_mm?: number | null;
            /** @description Paint, galvanising and the like. */
            finish?: string | null;
            /**
             * @description `main`: an assembly that is shipped; `minor`: a part of one.
             * @enum {string|null}
             */
            mark_level?: "main" | "minor" | null;
            /** @description The main mark that a minor one is a part of. */
            assembly_mark?: string | null;
            /** @description The page of the drawing that it is on, from 1. */
            page_number?: number | null;
            /** @description From the left edge of the unrotated page, in the page's unit. */
            location_x?: number | null;
            /** @description From the upper edge of the unrotated page, in the page's unit. */
            location_y?: number | null;
            /** @description Where it is drawn: from the upper left corner of the unrotated page, in the page's unit. */
            bounding_box?: {
                x: number;
                y: number;
                width: number;
                height: number;
            } | null;
            /** @description How sure its reading is, from 0 to 1. */
            confidence_score?: number | null;
            /** @description The shop's label for the piece, spelled as its source spells it. Compared without regard to case and composition. */
            piece_mark: string;
            /**
             * @description Which of the drawing's pieces with this mark it is. Absent: none for the first one, and the next free of A, B, … Z, AA, …
             *     for any further one; null: none.
             */
            instance_identifier?: string | null;
            /** @description How many; 1 when absent. */
            quantity?: number;
            /** Format: uuid */
            drawing_id: string;
        };
        ComponentItem: {
            /**
             * @description What the piece is.
             * @enum {string|null}
             */
            component_type?: "wide_flange" | "hss" | "angle" | "channel" | "plate" | "tube" | "beam" | "column" | "brace" | "girder" | "truss" | "generic" | null;
            /** @description Anything else about it. */
            description?: string | null;
            /** @description The material's grade, such as `A992`. */
            material_type?: string | null;
            /** @description The section or profile, such as `W21X68`. */
            size?: string | null;
            /** @description Millimetres. */
            length_mm?: number | null;
            /** @description Paint, galvanising and the like. */
            finish?: string | null;
            /**
             * @description `main`: an assembly that is shipped; `minor`: a part of one.
             * @enum {string|null}
             */
            mark_level?: "main" | "minor" | null;
            /** @description The main mark that a minor one is a part of. */
            assembly_mark?: string | null;
            /** @description The page of the drawing that it is on, from 1. */
            page_number?: number | null;
            /** @description From the left edge of the unrotated page, in the page's unit. */
            location_x?: number | null;
            /** @description From the upper edge of the unrotated page, in the page's unit. */
            location_y?: number | null;
            /** @description Where it is drawn: from the upper left corner of the unrotated page, in the page's unit. */
            bounding_box?: {
                x: number;
                y: number;
                width: number;
                height: number;
            } | null;
            /** @description How sure its reading is, from 0 to 1. */
            confidence_score?: number | null;
            /** @description The shop's label for the piece, spelled as its source spells it. Compared without regard to case and composition. */
            piece_mark: string;
            /**
             * @description Which of the drawing's pieces with this mark it is. Absent: none for the first one, and the next free of A, B, … Z, AA, …
             *     for any further one; null: none.
             */
            instance_identifier?: string | null;
            /** @description How many; 1 when absent. */
            quantity?: number;
        };
        ComponentBulkCreate: {
            /**
             * Format: uuid
             * @description The drawing that all of them are on.
             */
            drawing_id: string;
            /** @description The components. */
            components: components["schemas"]["ComponentItem"][];
        };
        ComponentItems: {
            items: components["schemas"]["Component"][];
        };
        ComponentResult: {
            /** @description The item's place in the request, from 0. */
            index: number;
            /** @description The HTTP status that the item alone would have had. */
            status: number;
            item?: components["schemas"]["Component"];
            problem?: components["schemas"]["ProblemBody"];
        };
        ComponentResults: {
            results: components["schemas"]["ComponentResult"][];
        };
        ComponentPatchItem: {
            /**
             * @description What the piece is.
             * @enum {string|null}
             */
            component_type?: "wide_flange" | "hss" | "angle" | "channel" | "plate" | "tube" | "beam" | "column" | "brace" | "girder" | "truss" | "generic" | null;
            /** @description Anything else about it. */
            description?: string | null;
            /** @description The material's grade, such as `A992`. */
            material_type?: string | null;
            /** @description The section or profile, such as `W21X68`. */
            size?: string | null;
            /** @description Millimetres. */
            length_mm?: number | null;
            /** @description Paint, galvanising and the like. */
            finish?: string | null;
            /**
             * @description `main`: an assembly that is shipped; `minor`: a part of one.
             * @enum {string|null}
             */
            mark_level?: "main" | "minor" | null;
            /** @description The main mark that a minor one is a part of. */
            assembly_mark?: string | null;
            /** @description The page of the drawing that it is on, from 1. */
            page_number?: number | null;
            /** @description From the left edge of the unrotated page, in the page's unit. */
            location_x?: number | null;
            /** @description From the upper edge of the unrotated page, in the page's unit. */
            location_y?: number | null;
            /** @description Where it is drawn: from the upper left corner of the unrotated page, in the page's unit. */
            bounding_box?: {
                x: number;
                y: number;
                width: number;
                height: number;
            } | null;
            /** @description How sure its reading is, from 0 to 1. */
            confidence_score?: number | null;
            piece_mark?: string;
            instance_identifier?: string | null;
            quantity?: number;
            /**
             * Format: uuid
             * @description Another drawing, in which you may make components.
             */
            drawing_id?: string;
            /**
             * @description One step forward: pending, reviewed, approved; or back, with a `review_reason`.
             * @enum {string}
             */
            review_status?: "pending" | "reviewed" | "approved";
            /** @description Why a review is taken back. */
            review_reason?: string | null;
            /**
             * Format: uuid
             * @description Which component.
             */
            id: string;
            /** @description The version that the change is meant for; refused when the component has another one by now. */
            version?: number;
        };
        ComponentBulkPatch: {
            /** @description The changes. */
            components: components["schemas"]["ComponentPatchItem"][];
        };
        ComponentDeleteItem: {
            /**
             * Format: uuid
             * @description Which component.
             */
            id: string;
            /** @description The version that is meant; refused when the component has another one by now. */
            version?: number;
        };
        ComponentBulkDelete: {
            /** @description The components. */
            components: components["schemas"]["ComponentDeleteItem"][];
        };
        ComponentsDeleted: {
            /** @description The ids, in the order of the request. */
            deleted: string[];
        };
        ComponentPatch: {
            /**
             * @description What the piece is.
             * @enum {string|null}
             */
            component_type?: "wide_flange" | "hss" | "angle" | "channel" | "plate" | "tube" | "beam" | "column" | "brace" | "girder" | "truss" | "generic" | null;
            /** @description Anything else about it. */
            description?: string | null;
            /** @description The material's grade, such as `A992`. */
            material_type?: string | null;
            /** @description The section or profile, such as `W21X68`. */
            size?: string | null;
            /** @description Millimetres. */
            length_mm?: number | null;
            /** @description Paint, galvanising and the like. */
            finish?: string | null;
            /**
             * @description `main`: an assembly that is shipped; `minor`: a part of one.
             * @enum {string|null}
             */
            mark_level?: "main" | "minor" | null;
            /** @description The main mark that a minor one is a part of. */
            assembly_mark?: string | null;
            /** @description The page of the drawing that it is on, from 1. */
            page_number?: number | null;
            /** @description From the left edge of the unrotated page, in the page's unit. */
            location_x?: number | null;
            /** @description From the upper edge of the unrotated page, in the page's unit. */
            location_y?: number | null;
            /** @description Where it is drawn: from the upper left corner of the unrotated page, in the page's unit. */
            bounding_box?: {
                x: number;
                y: number;
                width: number;
                height: number;
            } | null;
            /** @description How sure its reading is, from 0 to 1. */
            confidence_score?: number | null;
            piece_mark?: string;
            instance_identifier?: string | null;
            quantity?: number;
            /**
             * Format: uuid
             * @description Another drawing, in which you may make components.
             */
            drawing_id?: string;
            /**
             * @description One step forward: pending, reviewed, approved; or back, with a `review_reason`.
             * @enum {string}
             */
            review_status?: "pending" | "reviewed" | "approved";
            /** @description Why a review is taken back. */
            review_reason?: string | null;
        };
        MeantMark: {
            /** @description Up to 1, which is the mark itself. */
            score: number;
            /**
             * @description `exact`: without regard to case; `confusable`: O for 0, I or L for 1, S for 5, B for 8, Z for 2, or other punctuation;
             *     `near`: a slip or two; `prefix`: it goes on after what was typed.
             * @enum {string}
             */
            match: "exact" | "confusable" | "near" | "prefix";
            components: number;
            /** @description Of all components. */
            quantity: number;
            drawings: number;
            /** @description The first ten. */
            component_ids: string[];
            /** @description As it is spelled most often. */
            piece_mark: string;
        };
        MeantMarks: {
            items: components["schemas"]["MeantMark"][];
        };
        PieceMark: {
            mark_levels: ("main" | "minor")[];
            component_types: string[];
            components: number;
            /** @description Of all components. */
            quantity: number;
            drawings: number;
            /** @description As it is spelled most often. */
            piece_mark: string;
            /** @description The first ten ways in which it is spelled. */
            spellings: string[];
            /** @description It is spelled in more than one way. */
            case_differs: boolean;
        };
        PieceMarkPage: {
            items: components["schemas"]["PieceMark"][];
            /** @description How many match, when asked for. */
            total?: number;
            /** @description Pass as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        PieceMarkPatch: {
            /**
             * @description What the piece is.
             * @enum {string|null}
             */
            component_type?: "wide_flange" | "hss" | "angle" | "channel" | "plate" | "tube" | "beam" | "column" | "brace" | "girder" | "truss" | "generic" | null;
            /** @description Anything else about it. */
            description?: string | null;
            /** @description The material's grade, such as `A992`. */
            material_type?: string | null;
            /** @description The section or profile, such as `W21X68`. */
            size?: string | null;
            /** @description Millimetres. */
            length_mm?: number | null;
            /** @description Paint, galvanising and the like. */
            finish?: string | null;
            /**
             * @description `main`: an assembly that is shipped; `minor`: a part of one.
             * @enum {string|null}
             */
            mark_level?: "main" | "minor" | null;
            /** @description The main mark that a minor one is a part of. */
            assembly_mark?: string | null;
        };
        PieceMarkChanged: {
            /** @description How many there are. */
            components: number;
            /** @description How many of them differ now from what they were. */
            changed: number;
            /** @description How many drawings they are on. */
            drawings: number;
        };
        InvolvedComponents: {
            /** Format: uuid */
            drawing_id: string;
            /**
             * Format: uuid
             * @description The drawing of the project that takes the place of this one: the two are two revisions.
             */
            superseded_by: string | null;
            components: number;
            /** @description Of these components. */
            quantity: number;
            /** @description The first ten. */
            component_ids: string[];
            /** @description The type, the material, the size, the spelling, or the total quantity on this drawing. */
            value: string;
            file_name: string;
            sheet_number: string | null;
            revision: string | null;
        };
        MarkConflict: {
            /** @enum {string} */
            code: "type_differs" | "material_differs" | "size_differs" | "quantity_differs" | "case_differs" | "confusable";
            /**
             * @description Of a mark that is both main and minor: whose conflict it is; `unknown` of those of which nobody has said.
             * @enum {string|null}
             */
            mark_level: "main" | "minor" | "unknown" | null;
            components: number;
            drawings: number;
            /** @description The code as a sentence. */
            message: string;
            /** @description One of the spellings. */
            piece_mark: string;
            /** @description There is none among the drawings that no other supersedes: it is between a drawing and an older revision. */
            only_between_revisions: boolean;
            /** @description The first fifty drawings and values, of every value at least one as long as there is room. */
            involved: components["schemas"]["InvolvedComponents"][];
        };
        MarkConflictPage: {
            items: components["schemas"]["MarkConflict"][];
            /** @description How many match, when asked for. */
            total?: number;
            /** @description Pass as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        SavedSearch: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            project_id: string;
            /** @description Parameters of `GET /components`. */
            query: {
                [key: string]: unknown;
            };
            /** @description Its place in the project's order, from 1 to 50. */
            position: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: date-time
             * @description Always null: what is deleted is found in the trash only.
             */
            deleted_at: string | null;
            /**
             * Format: uuid
             * @description Who made it.
             */
            created_by: string | null;
            /**
             * Format: uuid
             * @description Who changed it last.
             */
            updated_by: string | null;
            /** @description Raised by every change; the first part of the ETag. */
            version: number;
            name: string;
        };
        SavedSearchPage: {
            items: components["schemas"]["SavedSearch"][];
            /** @description How many match, when asked for. */
            total?: number;
            /** @description Pass as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        SavedSearchCreate: {
            /** @description What it is called. */
            name: string;
            /**
             * @description What is asked for: parameters of `GET /components`, as texts, numbers, true or false; the project goes without saying.
             * @example {
             *       "prefix": "B",
             *       "review_status": "pending",
             *       "sort": "piece_mark"
             *     }
             */
            query: {
                [key: string]: unknown;
            };
        };
        SavedSearchOrder: {
            /** @description All of them, each once. */
            ids: string[];
        };
        SavedSearchItems: {
            items: components["schemas"]["SavedSearch"][];
        };
        SavedSearchPatch: {
            /** @description A new name. */
            name?: string;
            /**
             * @description What else is asked for.
             * @example {
             *       "prefix": "B",
             *       "review_status": "pending",
             *       "sort": "piece_mark"
             *     }
             */
            query?: {
                [key: string]: unknown;
            };
        };
        ComponentDimension: {
            /** @description What is measured, such as `width`; one of each type, compared without regard to case. */
            dimension_type: string;
            /** @description As the sheet says it, in `unit`. */
            nominal_value: number;
            /**
             * @description `in` when absent.
             * @default in
             */
            unit: string;
            /** @description As the sheet says it, such as `±1/16`. */
            tolerance?: string | null;
            /**
             * @description How it is shown; `decimal` when absent.
             * @default decimal
             * @enum {string}
             */
            display_format: "decimal" | "fraction";
            /** @description How sure its reading is, from 0 to 1. */
            confidence_score?: number | null;
        };
        ComponentDimensions: {
            items: components["schemas"]["ComponentDimension"][];
        };
        ComponentSpecification: {
            /** @description What is specified, such as `weld`; one of each type, compared without regard to case. */
            specification_type: string;
            value: string;
            description?: string | null;
            /** @description How sure its reading is, from 0 to 1. */
            confidence_score?: number | null;
        };
        ComponentSpecifications: {
            items: components["schemas"]["ComponentSpecification"][];
        };
        ComponentWarning: {
            /** @enum {string} */
            code: "quantity_high" | "plate_quantity_high" | "material_missing" | "material_contradicts_type" | "confidence_low";
            /** @description The field that it is about. */
            field: string;
            /** @description A sentence for people. */
            detail: string;
        };
        ComponentWarnings: {
            items: components["schemas"]["ComponentWarning"][];
        };
        FieldChange: {
            /** @description Null also where it had no value, and of a component that was made. */
            before: (string | null) | number | boolean | {
                [key: string]: unknown;
            } | {
                [key: string]: unknown;
            }[];
            /** @description Null also where it has no value any more. */
            after: (string | null) | number | boolean | {
                [key: string]: unknown;
            } | {
                [key: string]: unknown;
            }[];
            field: string;
        };
        ComponentHistoryEntry: {
            /**
             * Format: uuid
             * @description Of the entry in the activity log.
             */
            id: string;
            /** Format: date-time */
            timestamp: string;
            /**
             * Format: uuid
             * @description Who; null when the profile has been deleted.
             */
            user_id: string | null;
            /** @description How many components the request changed, this one included. */
            component_count: number | null;
            /** @description `create`, `update`, `delete` or `restore`. */
            action: string;
            /** @description The request, as in the log. */
            request_id: string | null;
            /** @description By the names of the fields. */
            changes: components["schemas"]["FieldChange"][];
        };
        ComponentHistoryPage: {
            items: components["schemas"]["ComponentHistoryEntry"][];
            /** @description How many match, when asked for. */
            total?: number;
            /** @description Pass as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        KissUnitsBody: {
            /** @enum {string} */
            unit: "mm" | "inches";
            /**
             * @description How most lengths are written.
             * @enum {string}
             */
            form: "mm" | "inches" | "feet-inches";
            /** @enum {string} */
            sure: "certain" | "likely" | "guess" | "given";
            /** @description A sentence for people. */
            why: string;
        };
        KissProblemBody: {
            /** @description From 1; null where it is the file's. */
            line: number | null;
            code: string;
            field: string | null;
            detail: string;
        };
        KissImport: {
            /** @description What its first record and its header say. */
            header: {
                [key: string]: unknown;
            };
            /** @enum {string} */
            encoding: "utf-8" | "latin-1";
            /** @description Lines of the file. */
            lines: number;
            /** @description Of problems, by their codes. */
            problem_counts: {
                [key: string]: number;
            };
            /** Format: uuid */
            drawing_id: string;
            /** @description How many components it has given. */
            components_created: number;
            /** @description How many of them are main marks. */
            main_marks: number;
            /** @description All their pieces. */
            pieces: number;
            /** @description Of the file, as it is kept. */
            sha256: string;
            units: components["schemas"]["KissUnitsBody"];
            /** @description The first thousand. */
            problems: components["schemas"]["KissProblemBody"][];
        };
        KissDifference: {
            /** @enum {string} */
            code: "missing_in_file" | "missing_in_store" | "case_differs" | "level_differs" | "quantity_differs" | "type_differs" | "size_differs" | "material_differs" | "length_differs";
            /** @description What the file says. */
            file: (string | null) | number;
            stored: (string | null) | number;
            /** @description Of the file, from 1; the first hundred. */
            lines: number[];
            /** @description The first hundred. */
            component_ids: string[];
            /** @description As the file spells it; as it is stored where the file does not have it. */
            piece_mark: string;
            /** @description Null where totals of all assemblies were compared. */
            assembly_mark: string | null;
        };
        KissReconciliation: {
            /** @description What its first record and its header say. */
            header: {
                [key: string]: unknown;
            };
            /** @enum {string} */
            encoding: "utf-8" | "latin-1";
            /** @description Lines of the file. */
            lines: number;
            /** @description Of problems, by their codes. */
            problem_counts: {
                [key: string]: number;
            };
            /** @description Rows of the file that are components. */
            file_rows: number;
            /** @description Components that they were compared with. */
            stored_components: number;
            /** @description Of differences, by their codes. */
            difference_counts: {
                [key: string]: number;
            };
            /** @description In the natural order of their marks. */
            differences: components["schemas"]["KissDifference"][];
            units: components["schemas"]["KissUnitsBody"];
            /** @description The first thousand. */
            problems: components["schemas"]["KissProblemBody"][];
        };
    };
    responses: {
        /** @description The request cannot be read · The input is not valid · The request names a parameter that does not exist · The cursor does not fit this list · The input refers to something that does not exist · The project does not match */
        Problem400: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
        /** @description Sign in first · Sign-in failed */
        Problem401: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
        /** @description Not allowed · The link is not valid */
        Problem403: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
        /** @description Not found */
        Problem404: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
        /** @description It exists already · It is still in use · The state does not allow this · The same request is still running · The story has no root · The story has several roots · A scenelet cannot be reached · A branch point asks nothing · A branch point has too few choices · A choice has no words · A scenelet goes on in several ways · A scenelet leads nowhere · A scenelet has no shots · A shot has no media · The tree is too deep to be nested · The tree is too large for a picture */
        Problem409: {
            headers: {
                /** @description Seconds to wait, when the same request is still running. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
        /** @description The link has expired */
        Problem410: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
        /** @description It has changed meanwhile */
        Problem412: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
        /** @description The body is too large */
        Problem413: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
        /** @description The address is too long */
        Problem414: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
        /** @description The media type is not supported */
        Problem415: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
        /** @description There is no such part */
        Problem416: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
        /** @description The idempotency key belongs to another request · The operator must be named · The page cannot be shown · There are too many components for one answer */
        Problem422: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
        /** @description Too many attempts · Too many jobs at a time */
        Problem429: {
            headers: {
                /** @description Seconds to wait. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
        /** @description The headers are too large */
        Problem431: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
        /** @description Something went wrong on our side */
        Problem500: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
        /** @description The database is away · The database is busy · The database schema is too old · The database schema is too new */
        Problem503: {
            headers: {
                /** @description Seconds to wait. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    auth_signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    auth_me: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you have; 304 when it is still the same. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description You have it already. */
            304: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    auth_listTokens: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
                /** @description A field, with a leading - for descending order. */
                sort?: "created_at" | "-created_at" | "name" | "-name";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiTokenPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    auth_createToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiTokenCreate"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    /** @description Where the new item is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiTokenCreated"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    auth_readToken: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you have; 304 when it is still the same. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiToken"];
                };
            };
            /** @description You have it already. */
            304: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    auth_revokeToken: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    profiles_list: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
                /** @description The profile with this address, without regard to case. */
                email?: string;
                /** @description Profiles with this role. */
                role?: "admin" | "moderator" | "user";
                /** @description A field, with a leading - for descending order; NULLs come last. */
                sort?: "created_at" | "-created_at" | "email" | "-email" | "full_name" | "-full_name";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProfilePage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    profiles_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfileCreate"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    /** @description Where the new item is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    profiles_read: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you have; 304 when it is still the same. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description You have it already. */
            304: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    profiles_delete: {
        parameters: {
            query?: {
                /** @description Who shall own the profile's projects, those in the trash included. */
                new_owner_id?: string;
                /** @description `true`: what the profile has made for itself in projects, such as exports, may go with it. Needed when there is any. */
                take_along?: boolean;
            };
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    profiles_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfilePatch"];
                "application/merge-patch+json": components["schemas"]["ProfilePatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    activity_list: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
                /** @description What happened in this project. */
                project_id?: string;
                /** @description What this person did. */
                user_id?: string;
                /** @description What happened to this kind of resource, for instance `shots`. */
                resource_type?: string;
                /** @description What happened to this one. */
                resource_id?: string;
                /** @description What was done. */
                action?: string;
                /** @description The newest first, or the oldest. */
                sort?: "timestamp" | "-timestamp";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActivityPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    activity_listTrash: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
                /** @description What was deleted in this project, or the project itself. */
                project_id?: string;
                /** @description Deletions of this kind, for instance `episode`. */
                root_type?: string;
                /** @description The latest deletion first, or the earliest. */
                sort?: "created_at" | "-created_at";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrashPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    shotsTransfer_rejects: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In the format of the upload, with `import_error`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    health_live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "live";
                    };
                };
            };
            400: components["responses"]["Problem400"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
        };
    };
    health_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ready. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ready";
                        detail: string;
                        /** @enum {string} */
                        database: "reachable" | "away";
                        schema?: {
                            applied: string | null;
                            pending: string[];
                            missing: string[];
                            unknown: string[];
                            breaking: string[];
                        };
                    };
                };
            };
            400: components["responses"]["Problem400"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            /** @description Not ready; `detail` says why. */
            503: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "not_ready";
                        detail: string;
                        /** @enum {string} */
                        database: "reachable" | "away";
                        schema?: {
                            applied: string | null;
                            pending: string[];
                            missing: string[];
                            unknown: string[];
                            breaking: string[];
                        };
                    };
                };
            };
        };
    };
    health_metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Metrics. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            400: components["responses"]["Problem400"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
        };
    };
    problems_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The kind. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code: string;
                        status: number;
                        title: string;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
        };
    };
    migrations_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MigrationList"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    migrations_events: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events named `status`; each has the list as JSON. A comment now and then keeps the connection open. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    migrations_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MigrationBody"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    projects_list: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
                /** @description Projects with this status. */
                status?: "active" | "archived";
                /** @description Projects of this owner. */
                user_id?: string;
                /** @description Projects with this name, without regard to case. */
                name?: string;
                /** @description A field, with a leading - for descending order. */
                sort?: "created_at" | "-created_at" | "updated_at" | "-updated_at" | "name" | "-name";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    projects_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectCreate"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    /** @description Where the new item is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectDetail"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    projects_read: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you have; 304 when it is still the same. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectDetail"];
                };
            };
            /** @description You have it already. */
            304: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    projects_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    projects_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectPatch"];
                "application/merge-patch+json": components["schemas"]["ProjectPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectDetail"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    projects_restore: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RestoreBody"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectDetail"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    members_list: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
                /** @description Members with this role. */
                role?: "manager" | "artist" | "viewer";
                /** @description A field, with a leading - for descending order. */
                sort?: "created_at" | "-created_at" | "role" | "-role" | "email" | "-email";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    members_add: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberCreate"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    /** @description Where the new item is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    members_read: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you have; 304 when it is still the same. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description You have it already. */
            304: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    members_remove: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    members_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberPatch"];
                "application/merge-patch+json": components["schemas"]["MemberPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    episodes_list: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
                /** @description Episodes with this name, without regard to case. */
                name?: string;
                /** @description A field, with a leading - for descending order. */
                sort?: "position" | "-position" | "name" | "-name" | "created_at" | "-created_at" | "updated_at" | "-updated_at";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EpisodePage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    episodes_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EpisodeCreate"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    /** @description Where the new item is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Episode"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    episodes_read: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you have; 304 when it is still the same. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Episode"];
                };
            };
            /** @description You have it already. */
            304: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    episodes_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    episodes_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EpisodePatch"];
                "application/merge-patch+json": components["schemas"]["EpisodePatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Episode"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    episodes_restore: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RestoreBody"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Episode"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    shots_list: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
                /** @description Shots of this project. */
                project_id?: string;
                /** @description Shots of this episode. */
                episode_id?: string;
                /** @description Shots of this story. */
                story_id?: string;
                /** @description Shots of this scenelet. */
                scenelet_ref?: string;
                /** @description Shots of the scenelets with this number in the present tree of their story, such as `scenelet-3`. */
                scenelet_id?: string;
                /** @description Shots with exactly this status. */
                status?: string;
                /** @description Shots with this name, compared as uniqueness compares: without regard to case. */
                name?: string;
                /** @description A field, with a leading - for descending order; NULLs come last. */
                sort?: "created_at" | "-created_at" | "updated_at" | "-updated_at" | "name" | "-name" | "status" | "-status" | "frame_start" | "-frame_start";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShotPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    shots_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShotCreate"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    /** @description Where the new item is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shot"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    shots_listOfEpisode: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
                /** @description Shots with exactly this status. */
                status?: string;
                /** @description Shots with this name, compared as uniqueness compares: without regard to case. */
                name?: string;
                /** @description A field, with a leading - for descending order; NULLs come last. */
                sort?: "created_at" | "-created_at" | "updated_at" | "-updated_at" | "name" | "-name" | "status" | "-status" | "frame_start" | "-frame_start";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShotPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    shots_createMany: {
        parameters: {
            query?: {
                /** @description `atomic`: one bad item refuses all. `partial`: good items are done, the answer is 207 with a result for each. */
                mode?: "atomic" | "partial";
            };
            header?: {
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShotBulkCreate"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShotItems"];
                };
            };
            /** @description With mode=partial: what became of each item */
            207: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShotResults"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    shots_updateMany: {
        parameters: {
            query?: {
                /** @description `atomic`: one bad item refuses all. `partial`: good items are done, the answer is 207 with a result for each. */
                mode?: "atomic" | "partial";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShotBulkPatch"];
                "application/merge-patch+json": components["schemas"]["ShotBulkPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShotItems"];
                };
            };
            /** @description With mode=partial: what became of each item */
            207: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShotResults"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    shots_deleteMany: {
        parameters: {
            query?: {
                /** @description `atomic`: one bad item refuses all. `partial`: good items are done, the answer is 207 with a result for each. */
                mode?: "atomic" | "partial";
            };
            header?: {
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShotBulkDelete"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShotsDeleted"];
                };
            };
            /** @description With mode=partial: what became of each item */
            207: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShotResults"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    shots_read: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you have; 304 when it is still the same. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shot"];
                };
            };
            /** @description You have it already. */
            304: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    shots_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    shots_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShotPatch"];
                "application/merge-patch+json": components["schemas"]["ShotPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shot"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    shots_restore: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RestoreBody"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shot"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    shotsTransfer_intoEpisode: {
        parameters: {
            query?: {
                /** @description When a live shot of the project has the name of a row: `skip` the row, `update` the shot, or stop there (`fail`). */
                on_existing?: "skip" | "update" | "fail";
                /** @description Report what would happen, write nothing. */
                dry_run?: boolean;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** @description Rows with name, description, status, frame_start, frame_end, data; a CSV file begins with their names. */
        requestBody: {
            content: {
                "text/csv": string;
                "application/x-ndjson": string;
            };
        };
        responses: {
            /** @description A line for every row (`{line, status, id?, note?, problem?}`, where `note` is `skipped` or `unchanged`), sent when its batch is committed; then `{summary, rejects_url, problem?}`. A `problem` there says why the import broke off. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    shotsTransfer_intoProject: {
        parameters: {
            query?: {
                /** @description When a live shot of the project has the name of a row: `skip` the row, `update` the shot, or stop there (`fail`). */
                on_existing?: "skip" | "update" | "fail";
                /** @description Report what would happen, write nothing. */
                dry_run?: boolean;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** @description As for an episode, and `episode`: the name of the episode that the row belongs to. */
        requestBody: {
            content: {
                "text/csv": string;
                "application/x-ndjson": string;
            };
        };
        responses: {
            /** @description A line for every row (`{line, status, id?, note?, problem?}`, where `note` is `skipped` or `unchanged`), sent when its batch is committed; then `{summary, rejects_url, problem?}`. A `problem` there says why the import broke off. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    shotsTransfer_export: {
        parameters: {
            query?: {
                /** @description CSV with a header, or one JSON object a line. */
                format?: "csv" | "ndjson";
                /** @description Columns in the order wanted, separated by commas; absent: all that an import takes. */
                columns?: string;
                /** @description Only this episode's shots. */
                episode_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In the order of the episodes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    stories_list: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
                /** @description A field, with a leading - for descending order. */
                sort?: "created_at" | "-created_at" | "updated_at" | "-updated_at" | "display_name" | "-display_name";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoryPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    stories_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StoryCreate"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    /** @description Where the new item is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Story"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    stories_read: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you have; 304 when it is still the same. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Story"];
                };
            };
            /** @description You have it already. */
            304: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    stories_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    stories_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StoryPatch"];
                "application/merge-patch+json": components["schemas"]["StoryPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Story"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    stories_restore: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RestoreBody"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Story"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    stories_listShots: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoryShotPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    scenelets_list: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
                /** @description true: only scenelets that have no shots yet; false: only those that have. */
                without_shots?: boolean;
                /** @description A field, with a leading - for descending order. */
                sort?: "created_at" | "-created_at" | "updated_at" | "-updated_at";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SceneletPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    scenelets_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SceneletCreate"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    /** @description Where the new item is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scenelet"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    scenelets_read: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you have; 304 when it is still the same. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scenelet"];
                };
            };
            /** @description You have it already. */
            304: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    scenelets_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    scenelets_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SceneletPatch"];
                "application/merge-patch+json": components["schemas"]["SceneletPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scenelet"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    scenelets_restore: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RestoreBody"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scenelet"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    scenelets_move: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SceneletMove"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scenelet"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    scenelets_copy: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SceneletCopy"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    /** @description Where the new item is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scenelet"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    scenelets_listShots: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoryShotPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    scenelets_createShots: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StoryShotsCreate"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoryShotItems"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    scenelets_orderShots: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShotOrderBody"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoryShotItems"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    storyTrees_tree: {
        parameters: {
            query?: {
                /** @description `nested`: each scenelet holds its children, up to a depth of 500. `flat`: a list, depth first, of any length. */
                form?: "nested" | "flat";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tree"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    storyTrees_yaml: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/yaml": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    storyTrees_importYaml: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** @description A story as its YAML is read. */
        requestBody: {
            content: {
                "application/yaml": string;
                "text/yaml": string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TreeImported"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    storyTrees_diagram: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/vnd.mermaid": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    storyTrees_picture: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    storyTrees_lint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lint"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    storyTrees_paths: {
        parameters: {
            query?: {
                /** @description How many routes are listed at most; all are counted. */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Paths"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    storyTrees_bundle: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoryBundle"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    storyTrees_zip: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    crawlJobs_list: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
                status?: "pending" | "running" | "paused" | "completed" | "failed" | "cancelled";
                /** @description Jobs with this name, without regard to case. */
                name?: string;
                /** @description A field, with a leading - for descending order. */
                sort?: "created_at" | "-created_at" | "updated_at" | "-updated_at" | "name" | "-name";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CrawlJobPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    crawlJobs_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CrawlJobCreate"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    /** @description Where the new item is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CrawlJob"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    crawlJobs_read: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you have; 304 when it is still the same. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CrawlJob"];
                };
            };
            /** @description You have it already. */
            304: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    crawlJobs_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    crawlJobs_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CrawlJobPatch"];
                "application/merge-patch+json": components["schemas"]["CrawlJobPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CrawlJob"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    crawlJobs_restore: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RestoreBody"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CrawlJob"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    crawlJobs_addAddresses: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** @description CSV with a column `address` (or `url`), NDJSON of objects with `address`, or text with an address a line. Further columns: `title`, `author`, `licence`, `licence_address`, `author_address`, `source_page`, `attribution`, `labels`. */
        requestBody: {
            content: {
                "text/csv": string;
                "application/x-ndjson": string;
                "text/plain": string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddressesReport"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    crawlJobs_start: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CrawlJob"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            414: components["responses"]["Problem414"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    crawlJobs_pause: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CrawlJob"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            414: components["responses"]["Problem414"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    crawlJobs_resume: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CrawlJob"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            414: components["responses"]["Problem414"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    crawlJobs_cancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CrawlJob"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            414: components["responses"]["Problem414"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    crawlJobs_retry: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CrawlJob"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            414: components["responses"]["Problem414"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    crawlProgress_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CrawlJobProgress"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    crawlProgress_events: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of the last event that you have. */
                "Last-Event-ID"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events named `progress` (the figures of the progress as JSON) and `log` (an entry of the log). A comment now and then keeps the connection open. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    crawlProgress_logs: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
                /** @description The newest first, or the oldest. */
                sort?: "timestamp" | "-timestamp";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobLogPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    images_list: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
                outcome?: "pending" | "downloaded" | "failed" | "refused";
                /** @description Of the last validation. */
                verdict?: "ok" | "recoverable" | "corrupt" | "unsupported" | "placeholder" | "duplicate" | "rejected";
                /** @description The host of the address, with its port where it has one. */
                host?: string;
                /** @description Valid by the last validation, or not. */
                is_valid?: boolean;
                /** @description Why no picture came: a code such as `timeout` or `http_404`. */
                failure_code?: string;
                /** @description `position`: as they were found. */
                sort?: "position" | "-position" | "file_size" | "-file_size" | "quality_score" | "-quality_score" | "downloaded_at" | "-downloaded_at";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImagePage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    images_updateMany: {
        parameters: {
            query?: {
                /** @description `atomic`: one bad item refuses all. `partial`: good items are done, the answer is 207 with a result for each. */
                mode?: "atomic" | "partial";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImagesPatch"];
                "application/merge-patch+json": components["schemas"]["ImagesPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageItems"];
                };
            };
            /** @description With mode=partial: what became of each item */
            207: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageResults"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    images_deleteMany: {
        parameters: {
            query?: {
                /** @description `atomic`: one bad item refuses all. `partial`: good items are done, the answer is 207 with a result for each. */
                mode?: "atomic" | "partial";
            };
            header?: {
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImagesDelete"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImagesDeleted"];
                };
            };
            /** @description With mode=partial: what became of each item */
            207: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageResults"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    images_read: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you have; 304 when it is still the same. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Image"];
                };
            };
            /** @description You have it already. */
            304: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    images_file: {
        parameters: {
            query?: never;
            header?: {
                /** @description A part, as in `bytes=0-1023`. */
                Range?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole file. */
            200: {
                headers: {
                    /** @description Of these very bytes, for If-None-Match and If-Range. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": string;
                    "image/png": string;
                    "image/webp": string;
                    "image/gif": string;
                    "image/tiff": string;
                    "image/avif": string;
                    "image/heif": string;
                    "image/jxl": string;
                    "image/bmp": string;
                    "image/jp2": string;
                    "image/svg+xml": string;
                    "image/vnd.microsoft.icon": string;
                    "application/octet-stream": string;
                };
            };
            /** @description The part that was asked for. */
            206: {
                headers: {
                    /** @description Of these very bytes, for If-None-Match and If-Range. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": string;
                    "image/png": string;
                    "image/webp": string;
                    "image/gif": string;
                    "image/tiff": string;
                    "image/avif": string;
                    "image/heif": string;
                    "image/jxl": string;
                    "image/bmp": string;
                    "image/jp2": string;
                    "image/svg+xml": string;
                    "image/vnd.microsoft.icon": string;
                    "application/octet-stream": string;
                };
            };
            /** @description You have it already. */
            304: {
                headers: {
                    /** @description Of these very bytes, for If-None-Match and If-Range. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            416: components["responses"]["Problem416"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    images_restore: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RestoreBody"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Image"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    pictureSheets_contactSheet: {
        parameters: {
            query?: {
                page?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    pictureSheets_histograms: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    validationJobs_list: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
                status?: "pending" | "running" | "paused" | "completed" | "failed" | "cancelled";
                /** @description Jobs with this name, without regard to case. */
                name?: string;
                /** @description A field, with a leading - for descending order. */
                sort?: "created_at" | "-created_at" | "updated_at" | "-updated_at" | "name" | "-name";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationJobPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    validationJobs_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ValidationJobCreate"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    /** @description Where the new item is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationJob"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    validationJobs_read: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you have; 304 when it is still the same. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationJob"];
                };
            };
            /** @description You have it already. */
            304: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    validationJobs_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    validationJobs_restore: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RestoreBody"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationJob"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    validationJobs_cancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationJob"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            414: components["responses"]["Problem414"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    validationJobs_results: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
                verdict?: "ok" | "recoverable" | "corrupt" | "unsupported" | "placeholder" | "duplicate" | "rejected";
                is_valid?: boolean;
                /** @description `position`: as the pictures were found. */
                sort?: "position" | "-position" | "quality_score" | "-quality_score";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationResultPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    validationJobs_statistics: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationJobStatistics"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    exportJobs_list: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
                status?: "pending" | "running" | "paused" | "completed" | "failed" | "cancelled";
                format?: "zip" | "tar" | "tar.gz" | "csv" | "json" | "webdataset";
                /** @description A field, with a leading - for descending order. */
                sort?: "created_at" | "-created_at" | "updated_at" | "-updated_at" | "name" | "-name";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJobPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    exportJobs_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExportJobCreate"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answer"];
                };
            };
            202: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    /** @description Where the new item is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJob"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    exportJobs_read: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you have; 304 when it is still the same. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJob"];
                };
            };
            /** @description You have it already. */
            304: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    exportJobs_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    exportJobs_restore: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RestoreBody"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJob"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    exportJobs_cancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJob"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            414: components["responses"]["Problem414"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    exportJobs_link: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["LinkCreate"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJob"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    exportJobs_verify: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answer"];
                };
            };
            202: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    /** @description Where the new item is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJob"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            414: components["responses"]["Problem414"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    exportJobs_download: {
        parameters: {
            query?: {
                /** @description Until when it leads to the file: seconds since 1970. */
                expires?: string;
                signature?: string;
            };
            header?: {
                /** @description A part, as in `bytes=0-1023`. */
                Range?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole file. */
            200: {
                headers: {
                    /** @description Of these very bytes, for If-None-Match and If-Range. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                    "application/x-tar": string;
                    "application/gzip": string;
                    "text/csv": string;
                    "application/json": string;
                };
            };
            /** @description The part that was asked for. */
            206: {
                headers: {
                    /** @description Of these very bytes, for If-None-Match and If-Range. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                    "application/x-tar": string;
                    "application/gzip": string;
                    "text/csv": string;
                    "application/json": string;
                };
            };
            /** @description You have it already. */
            304: {
                headers: {
                    /** @description Of these very bytes, for If-None-Match and If-Range. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            410: components["responses"]["Problem410"];
            414: components["responses"]["Problem414"];
            416: components["responses"]["Problem416"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    datasetFigures_ofProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetFigures"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    datasetFigures_ofCaller: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetFigures"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    drawings_list: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
                /** @description Drawings of this project. */
                project_id?: string;
                /** @description Drawings of no project, or of any. */
                unassigned?: boolean;
                /** @description The drawing that takes the place of this one. */
                supersedes?: string;
                drawing_type?: string;
                sheet_number?: string;
                file_name?: string;
                /** @description How far the reading of its pages is. */
                processing_status?: "pending" | "processing" | "completed" | "failed";
                /** @description A field, with a leading - for descending order; NULLs come last. */
                sort?: "created_at" | "-created_at" | "updated_at" | "-updated_at" | "file_name" | "-file_name" | "sheet_number" | "-sheet_number" | "drawing_date" | "-drawing_date";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DrawingPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    drawings_upload: {
        parameters: {
            query?: {
                /** @description What the file is called; of a form, the name that its part has. */
                file_name?: string;
                /** @description The projects that the drawing is of, separated by commas; none when absent. */
                project_ids?: string;
                /** @description Such as `shop drawing`. */
                drawing_type?: string;
                sheet_number?: string;
                drawing_date?: string;
                /** @description Such as `B`. */
                revision?: string;
                /** @description The drawing that this one takes the place of. */
                supersedes?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                    project_ids?: string;
                    drawing_type?: string;
                    sheet_number?: string;
                    drawing_date?: string;
                    revision?: string;
                    supersedes?: string;
                    file_name?: string;
                };
                "application/pdf": {
                    /** Format: binary */
                    file: string;
                    project_ids?: string;
                    drawing_type?: string;
                    sheet_number?: string;
                    drawing_date?: string;
                    revision?: string;
                    supersedes?: string;
                    file_name?: string;
                };
                "image/png": {
                    /** Format: binary */
                    file: string;
                    project_ids?: string;
                    drawing_type?: string;
                    sheet_number?: string;
                    drawing_date?: string;
                    revision?: string;
                    supersedes?: string;
                    file_name?: string;
                };
                "image/jpeg": {
                    /** Format: binary */
                    file: string;
                    project_ids?: string;
                    drawing_type?: string;
                    sheet_number?: string;
                    drawing_date?: string;
                    revision?: string;
                    supersedes?: string;
                    file_name?: string;
                };
                "image/tiff": {
                    /** Format: binary */
                    file: string;
                    project_ids?: string;
                    drawing_type?: string;
                    sheet_number?: string;
                    drawing_date?: string;
                    revision?: string;
                    supersedes?: string;
                    file_name?: string;
                };
                "application/octet-stream": {
                    /** Format: binary */
                    file: string;
                    project_ids?: string;
                    drawing_type?: string;
                    sheet_number?: string;
                    drawing_date?: string;
                    revision?: string;
                    supersedes?: string;
                    file_name?: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Drawing"];
                };
            };
            201: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    /** @description Where the new item is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Drawing"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    drawings_assignMany: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DrawingProjects"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Assigned"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    drawings_unassignMany: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DrawingProjects"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unassigned"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    drawings_read: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you have; 304 when it is still the same. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Drawing"];
                };
            };
            /** @description You have it already. */
            304: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    drawings_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    drawings_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DrawingPatch"];
                "application/merge-patch+json": components["schemas"]["DrawingPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Drawing"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    drawings_restore: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RestoreBody"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Drawing"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    drawings_compare: {
        parameters: {
            query?: {
                /** @description How many differences at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Only differences of this kind; the counts are of all. */
                difference?: "added" | "removed" | "changed" | "moved";
            };
            header?: never;
            path: {
                id: string;
                other: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DrawingComparison"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    drawings_pages: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SheetPagePage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    drawings_assign: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectsOfDrawing"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Assigned"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    drawings_unassign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unassigned"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    drawingPictures_file: {
        parameters: {
            query?: never;
            header?: {
                /** @description A part, as in `bytes=0-1023`. */
                Range?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole file. */
            200: {
                headers: {
                    /** @description Of these very bytes, for If-None-Match and If-Range. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                    "image/png": string;
                    "image/jpeg": string;
                    "image/tiff": string;
                };
            };
            /** @description The part that was asked for. */
            206: {
                headers: {
                    /** @description Of these very bytes, for If-None-Match and If-Range. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                    "image/png": string;
                    "image/jpeg": string;
                    "image/tiff": string;
                };
            };
            /** @description You have it already. */
            304: {
                headers: {
                    /** @description Of these very bytes, for If-None-Match and If-Range. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            416: components["responses"]["Problem416"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    drawingPictures_preview: {
        parameters: {
            query?: never;
            header?: {
                /** @description A part, as in `bytes=0-1023`. */
                Range?: string;
            };
            path: {
                id: string;
                page: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole file. */
            200: {
                headers: {
                    /** @description Of these very bytes, for If-None-Match and If-Range. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                };
            };
            /** @description The part that was asked for. */
            206: {
                headers: {
                    /** @description Of these very bytes, for If-None-Match and If-Range. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                };
            };
            /** @description You have it already. */
            304: {
                headers: {
                    /** @description Of these very bytes, for If-None-Match and If-Range. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            414: components["responses"]["Problem414"];
            416: components["responses"]["Problem416"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    drawingPictures_tile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                page: number;
                level: number;
                /** @description column_row.png */
                tile: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            414: components["responses"]["Problem414"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    drawingPictures_overlay: {
        parameters: {
            query?: {
                /** @description From 1. */
                page?: number;
                colour_by?: "review_status" | "confidence";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            414: components["responses"]["Problem414"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    drawingPictures_compare: {
        parameters: {
            query?: {
                /** @description Of both drawings, from 1. */
                page?: number;
            };
            header?: never;
            path: {
                id: string;
                other: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            414: components["responses"]["Problem414"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    components_list: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
                /** @description Components on drawings of this project. */
                project_id?: string;
                /** @description Components on this drawing. */
                drawing_id?: string;
                /** @description Components with this mark, compared as uniqueness compares. */
                piece_mark?: string;
                /** @description Components whose mark begins so. */
                prefix?: string;
                /** @description Components whose mark looks so: `*` stands for anything, `?` for one character. */
                like?: string;
                /** @description Components with this identifier. */
                instance_identifier?: string;
                component_type?: "wide_flange" | "hss" | "angle" | "channel" | "plate" | "tube" | "beam" | "column" | "brace" | "girder" | "truss" | "generic";
                /** @description Components of this material, compared without regard to case. */
                material_type?: string;
                review_status?: "pending" | "reviewed" | "approved";
                mark_level?: "main" | "minor";
                /** @description At least so sure, from 0 to 1. */
                min_confidence?: number;
                /** @description At most so sure, from 0 to 1. */
                max_confidence?: number;
                page_number?: number;
                /** @description Components that touch this rectangle of a drawing's page: `x1,y1,x2,y2`, in the page's unit; with `drawing_id`. */
                within?: string;
                /** @description Those with a place, the nearest to this point first (`sort=distance`): `x,y`, in the page's unit; with `drawing_id`. */
                near?: string;
                /** @description A field, with a leading - for descending order; NULLs come last. Marks stand in their natural order: B2 before B10. */
                sort?: "created_at" | "-created_at" | "updated_at" | "-updated_at" | "piece_mark" | "-piece_mark" | "component_type" | "-component_type" | "quantity" | "-quantity" | "confidence_score" | "-confidence_score" | "distance" | "-distance";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComponentPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    components_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ComponentCreate"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    /** @description Where the new item is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Component"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    components_listOfDrawing: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
                /** @description Components with this mark, compared as uniqueness compares. */
                piece_mark?: string;
                /** @description Components whose mark begins so. */
                prefix?: string;
                /** @description Components whose mark looks so: `*` stands for anything, `?` for one character. */
                like?: string;
                /** @description Components with this identifier. */
                instance_identifier?: string;
                component_type?: "wide_flange" | "hss" | "angle" | "channel" | "plate" | "tube" | "beam" | "column" | "brace" | "girder" | "truss" | "generic";
                /** @description Components of this material, compared without regard to case. */
                material_type?: string;
                review_status?: "pending" | "reviewed" | "approved";
                mark_level?: "main" | "minor";
                /** @description At least so sure, from 0 to 1. */
                min_confidence?: number;
                /** @description At most so sure, from 0 to 1. */
                max_confidence?: number;
                page_number?: number;
                /** @description Components that touch this rectangle of a drawing's page: `x1,y1,x2,y2`, in the page's unit; with `drawing_id`. */
                within?: string;
                /** @description Those with a place, the nearest to this point first (`sort=distance`): `x,y`, in the page's unit; with `drawing_id`. */
                near?: string;
                /** @description A field, with a leading - for descending order; NULLs come last. Marks stand in their natural order: B2 before B10. */
                sort?: "created_at" | "-created_at" | "updated_at" | "-updated_at" | "piece_mark" | "-piece_mark" | "component_type" | "-component_type" | "quantity" | "-quantity" | "confidence_score" | "-confidence_score" | "distance" | "-distance";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComponentPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    components_suggestInstance: {
        parameters: {
            query?: {
                piece_mark?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuggestedInstance"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    components_createMany: {
        parameters: {
            query?: {
                /** @description `atomic`: one bad item refuses all. `partial`: good items are done, the answer is 207 with a result for each. */
                mode?: "atomic" | "partial";
            };
            header?: {
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ComponentBulkCreate"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComponentItems"];
                };
            };
            /** @description With mode=partial: what became of each item */
            207: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComponentResults"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    components_updateMany: {
        parameters: {
            query?: {
                /** @description `atomic`: one bad item refuses all. `partial`: good items are done, the answer is 207 with a result for each. */
                mode?: "atomic" | "partial";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ComponentBulkPatch"];
                "application/merge-patch+json": components["schemas"]["ComponentBulkPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComponentItems"];
                };
            };
            /** @description With mode=partial: what became of each item */
            207: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComponentResults"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    components_deleteMany: {
        parameters: {
            query?: {
                /** @description `atomic`: one bad item refuses all. `partial`: good items are done, the answer is 207 with a result for each. */
                mode?: "atomic" | "partial";
            };
            header?: {
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ComponentBulkDelete"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComponentsDeleted"];
                };
            };
            /** @description With mode=partial: what became of each item */
            207: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComponentResults"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    components_read: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you have; 304 when it is still the same. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Component"];
                };
            };
            /** @description You have it already. */
            304: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    components_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    components_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ComponentPatch"];
                "application/merge-patch+json": components["schemas"]["ComponentPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Component"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    components_restore: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RestoreBody"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Component"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    pieceMarks_search: {
        parameters: {
            query?: {
                /** @description The project whose drawings are searched. */
                project_id?: string;
                /** @description The mark, as somebody has typed it. */
                q?: string;
                /** @description How many marks at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeantMarks"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    pieceMarks_list: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
                /** @description A field, with a leading - for descending order. Marks stand in their natural order: B2 before B10. */
                sort?: "piece_mark" | "-piece_mark" | "components" | "-components" | "quantity" | "-quantity" | "drawings" | "-drawings";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PieceMarkPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    pieceMarks_update: {
        parameters: {
            query?: {
                /** @description Those on this drawing only. */
                drawing_id?: string;
            };
            header?: never;
            path: {
                id: string;
                mark: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PieceMarkPatch"];
                "application/merge-patch+json": components["schemas"]["PieceMarkPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PieceMarkChanged"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    pieceMarks_conflicts: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
                code?: "type_differs" | "material_differs" | "size_differs" | "quantity_differs" | "case_differs" | "confusable";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MarkConflictPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    savedSearches_list: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSearchPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    savedSearches_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SavedSearchCreate"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    /** @description Where the new item is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSearch"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    savedSearches_order: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SavedSearchOrder"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSearchItems"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    savedSearches_read: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you have; 304 when it is still the same. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSearch"];
                };
            };
            /** @description You have it already. */
            304: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    savedSearches_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    savedSearches_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SavedSearchPatch"];
                "application/merge-patch+json": components["schemas"]["SavedSearchPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSearch"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    savedSearches_run: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComponentPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    savedSearches_restore: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
                /** @description A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RestoreBody"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSearch"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    componentDetails_dimensions: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you have; 304 when it is still the same. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComponentDimensions"];
                };
            };
            /** @description You have it already. */
            304: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    componentDetails_replaceDimensions: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ComponentDimensions"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComponentDimensions"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    componentDetails_specifications: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you have; 304 when it is still the same. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComponentSpecifications"];
                };
            };
            /** @description You have it already. */
            304: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    componentDetails_replaceSpecifications: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the item as you know it; 412 when it has changed since. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ComponentSpecifications"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComponentSpecifications"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    componentDetails_warnings: {
        parameters: {
            query?: {
                /** @description A reading that is less sure is warned of; from 0 to 1. */
                min_confidence?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComponentWarnings"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    componentDetails_history: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Also count all that match: exactly, or by PostgreSQL's estimate. */
                count?: "exact" | "estimated";
                /** @description The newest first, or the oldest. */
                sort?: "timestamp" | "-timestamp";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComponentHistoryPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    componentsTransfer_intoDrawing: {
        parameters: {
            query?: {
                /** @description When the drawing has the instance of a row: `skip` the row, `update` the component, or stop there (`fail`). */
                on_existing?: "skip" | "update" | "fail";
                /** @description Report what would happen, write nothing. */
                dry_run?: boolean;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** @description Rows with piece_mark and what else a component has; a row without instance_identifier is one more piece of its mark. */
        requestBody: {
            content: {
                "text/csv": string;
                "application/x-ndjson": string;
            };
        };
        responses: {
            /** @description A line for every row (`{line, status, id?, note?, problem?}`, where `note` is `skipped` or `unchanged`), sent when its batch is committed; then `{summary, rejects_url, problem?}`. A `problem` there says why the import broke off. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    componentsTransfer_export: {
        parameters: {
            query?: {
                /** @description CSV with a header, or one JSON object a line. */
                format?: "csv" | "ndjson";
                /** @description Columns in the order wanted, separated by commas; absent: all that an import takes. */
                columns?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In the natural order of the marks; a spreadsheet program should import the columns of marks as text. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    exchange_bill: {
        parameters: {
            query?: {
                /** @description KISS is for fabrication programs; XLSX keeps marks such as 1E5 as they are, which spreadsheets make numbers of in CSV. */
                format?: "csv" | "xlsx" | "kiss";
                /** @description Of this drawing alone, superseded or not. */
                drawing_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "text/plain": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    exchange_export: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            414: components["responses"]["Problem414"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    exchange_import: {
        parameters: {
            query?: {
                /** @description The unit of lengths that are plain numbers; decided by the values when absent. */
                unit?: "mm" | "inches";
                file_name?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** @description A KISS file, version 1.0 or 1.1, in UTF-8 or Latin-1. */
        requestBody: {
            content: {
                "text/plain": string;
                "application/octet-stream": string;
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description Where the file comes back. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KissImport"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    exchange_reconcile: {
        parameters: {
            query?: {
                /** @description The unit of lengths that are plain numbers; decided by the values when absent. */
                unit?: "mm" | "inches";
                /** @description With this drawing alone, superseded or not. */
                drawing_id?: string;
                /** @description How many differences at most; the counts are of all. */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** @description A KISS file, version 1.0 or 1.1, in UTF-8 or Latin-1. */
        requestBody: {
            content: {
                "text/plain": string;
                "application/octet-stream": string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KissReconciliation"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            414: components["responses"]["Problem414"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
}
