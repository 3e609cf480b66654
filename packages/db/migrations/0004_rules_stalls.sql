-- Written by a thread whose process is about to end: see the schema. Creating it locks nothing.
CREATE TABLE "rules_stalls" (
	"subject" text NOT NULL,
	"actor_id" text NOT NULL,
	"msg_id" text NOT NULL,
	"node_id" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "rules_stalls_pk" PRIMARY KEY("subject","actor_id","msg_id","node_id")
);
