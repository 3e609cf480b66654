ALTER TABLE "settings" ADD COLUMN "version" bigint;--> statement-breakpoint
CREATE INDEX "settings_version" ON "settings" USING btree ("version") WHERE "settings"."version" is not null;