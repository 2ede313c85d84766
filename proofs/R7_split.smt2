; R7  The parts of a split add up to the whole, none is negative, and floors on the legs make a floor on the total.
;
; Three venues with shares a, b, c of the flow: the first two get floor(total * share / sum), the last the rest.

(declare-const total Int) (declare-const a Int) (declare-const b Int) (declare-const c Int)
(declare-const pa Int) (declare-const pb Int)
(define-fun sum () Int (+ a b c))
(define-fun pc () Int (- total pa pb))
(assert (and (>= total 0) (>= a 0) (>= b 0) (>= c 0) (> sum 0)))
(define-fun part ((p Int) (share Int)) Bool (and (<= (* p sum) (* total share)) (< (* total share) (* (+ p 1) sum))))
(define-fun part_up ((p Int) (share Int)) Bool (and (>= (* p sum) (* total share)) (> (* total share) (* (- p 1) sum))))

(echo "lemma: no part is negative and none exceeds the whole")
(push) (assert (part pa a)) (assert (part pb b))
(assert (or (< pa 0) (< pb 0) (< pc 0) (> pa total) (> pb total) (> pc total))) (check-sat) (pop)

(declare-const oa Int) (declare-const ob Int) (declare-const oc Int) (declare-const num Int) (declare-const den Int)
(echo "lemma: legs that each pay num / den pay it together")
(push) (assert (and (> num 0) (> den 0)))
(assert (and (>= (* oa den) (* pa num)) (>= (* ob den) (* pb num)) (>= (* oc den) (* pc num))))
(assert (< (* (+ oa ob oc) den) (* total num))) (check-sat) (pop)

(echo "mutant: parts rounded up leave a negative rest")
(push) (assert (part_up pa a)) (assert (part_up pb b)) (assert (< pc 0)) (check-sat) (pop)

(echo "mutant: floors rounded down on every leg miss the total")
(push) (assert (and (> num 0) (> den 0) (>= pa 0) (>= pb 0) (>= pc 0)))
(define-fun floored ((o Int) (p Int)) Bool (and (<= (* o den) (* p num)) (< (* p num) (* (+ o 1) den))))
(assert (floored oa pa)) (assert (floored ob pb)) (assert (floored oc pc))
(assert (< (* (+ oa ob oc) den) (* total num))) (check-sat) (pop)
