ALTER TABLE "heartbeats" ADD COLUMN "heard_until" bigint;--> statement-breakpoint
ALTER TABLE "heartbeats" ADD COLUMN "open_requests" text;