-- Every commit rewrites its match's head row; room on the page lets the new version stay beside the old one
-- without touching any index. Safe on a live table: it only concerns pages written from now on.
ALTER TABLE "matches" SET (fillfactor = 60);
